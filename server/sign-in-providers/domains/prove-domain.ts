import type { Scope } from '#server/accounts/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { NameServers } from '#server/platform/outside/index.ts';
import type { AccountDomain } from './contract.ts';
import { isProved, readDomain, recordName, recordValue } from './domains.ts';

export interface ProvingDeps {
  database: Database;
  nameServers: Pick<NameServers, 'texts'>;
}

/**
 * Looks for the record of a domain, and notes that it stands there.
 * @throws not_found; wrong_state when it does not; unavailable when the name servers are in trouble
 */
export async function checkDomain(
  { database, nameServers }: ProvingDeps,
  { accountId }: Scope,
  id: string,
): Promise<AccountDomain> {
  const { record } = await database.inAccount(accountId, (tx) => readDomain(tx, id));
  const answer = await nameServers.texts(record.name);
  if (answer.kind === 'failed' || answer.kind === 'unreachable')
    throw problem('unavailable', `${answer.text} Try again in a while.`);
  if (answer.kind !== 'found' || !answer.records.includes(record.value))
    throw problem(
      'wrong_state',
      `The record is not to be seen yet at ${record.name}. Changes in DNS may take an hour to be seen everywhere.`,
    );
  return await database.inAccount(accountId, async (tx) => {
    await tx.execute(sql`update account_domains set seen_at = now() where id = ${id}`);
    return await readDomain(tx, id);
  });
}

/** Domains looked up at once. */
const AT_ONCE = 20;

/** Looks again for the records of all domains that are proved. What is not seen any more counts no longer after some days. */
export async function recheckDomains(
  { database, nameServers }: ProvingDeps,
  signal: AbortSignal,
): Promise<void> {
  const due = await database.asSystem((tx) =>
    tx.query<{ accountId: string; id: string; name: string; value: string }>(sql`
      select d.account_id as "accountId", d.id, ${recordName} as name, ${recordValue} as value
      from account_domains d where ${isProved} order by d.seen_at`),
  );
  while (due.length > 0 && !signal.aborted)
    await Promise.all(
      due.splice(0, AT_ONCE).map(async ({ accountId, id, name, value }) => {
        const answer = await nameServers.texts(name);
        if (answer.kind !== 'found' || !answer.records.includes(value)) return;
        await database.asSystem((tx) =>
          tx.execute(sql`
            update account_domains set seen_at = now() where account_id = ${accountId} and id = ${id}`),
        );
      }),
    );
}
