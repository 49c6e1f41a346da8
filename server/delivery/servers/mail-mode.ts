import { type Database, sql } from '#server/platform/database/index.ts';

/**
 * Whether an account's mail leaves this machine: by its sending servers and those offered to it, else as the install
 * does. Servers that are paused or off count as well, because its mail waits for them and does not go to the sandbox.
 */
export async function mailModeOf(
  database: Database,
  accountId: string,
  installMode: 'sandbox' | 'smtp',
): Promise<'sandbox' | 'smtp'> {
  const { leaves } = await database.asSystem((tx) =>
    tx.one<{ leaves: boolean | null }>(sql`
      select bool_or(kind <> 'sandbox') as leaves from sending_servers
      where account_id = ${accountId} or shared`),
  );
  if (leaves === null) return installMode;
  return leaves ? 'smtp' : 'sandbox';
}
