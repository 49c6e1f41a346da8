import { openMail, type SystemMail } from '#server/accounts/index.ts';
import type { Services } from '#server/app/open-services.ts';
import { sql } from '#server/platform/database/index.ts';

/**
 * The newest mail of the install to an address that waits to be sent, opened.
 * @throws when there is none, or it is of another kind
 */
export async function lastSystemMail<K extends SystemMail['kind']>(
  { database, secrets }: Pick<Services, 'database' | 'secrets'>,
  to: string,
  kind: K,
): Promise<Extract<SystemMail, { kind: K }>> {
  const { accountId, id, content } = await database.asSystem((tx) =>
    tx.one<{ accountId: string; id: string; content: Buffer }>(sql`
      select account_id as "accountId", id, content from system_mails where to_address = ${to} and kind = ${kind} and content is not null
      order by created_at desc, id desc limit 1`),
  );
  return (await openMail(secrets, { accountId, id }, content)) as Extract<SystemMail, { kind: K }>;
}

/** How many mails of a kind were queued to an address so far. */
export async function countSystemMails(
  { database }: Pick<Services, 'database'>,
  to: string,
  kind: SystemMail['kind'],
): Promise<number> {
  const { count } = await database.asSystem((tx) =>
    tx.one<{ count: number }>(
      sql`select count(*) from system_mails where to_address = ${to} and kind = ${kind}`,
    ),
  );
  return count;
}
