import type { Scope } from '#server/accounts/index.ts';
import { randomToken } from '#server/platform/crypto/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { GivenRole } from '#server/team/contract.ts';
import type { AccountDomain } from './contract.ts';

/** Days for which a record counts after it was last seen: a mishap in somebody's DNS must not end anything at once. */
const COUNTS_FOR_DAYS = 3;
/** More than anybody needs; each is looked up again and again. */
const MOST_OF_AN_ACCOUNT = 20;

/** Whether the domain `d` is the account's own, as far as was seen lately. */
export const isProved = sql`coalesce(d.seen_at > now() - make_interval(days => ${COUNTS_FOR_DAYS}), false)`;

/** The record that proves the domain `d`. */
export const recordName = sql`'_mail-minion.' || d.domain`;
export const recordValue = sql`'mail-minion-domain=' || d.challenge`;

const shown = sql`
  select d.id, d.domain, json_build_object('name', ${recordName}, 'value', ${recordValue}) as record, d.seen_at as "seenAt",
    ${isProved} as "isProved", d.joins_as as "joinsAs"
  from account_domains d`;

export async function listDomains(database: Database, { accountId }: Scope): Promise<AccountDomain[]> {
  return await database.inAccount(accountId, (tx) =>
    tx.query<AccountDomain>(sql`${shown} order by d.domain`),
  );
}

/** @throws already_exists; wrong_state for an account with twenty */
export async function addDomain(
  database: Database,
  { accountId }: Scope,
  { domain }: { domain: string },
): Promise<AccountDomain> {
  const id = newId();
  return await database.inAccount(accountId, async (tx) => {
    const { count } = await tx.one<{ count: number }>(sql`select count(*) from account_domains`);
    if (count >= MOST_OF_AN_ACCOUNT)
      throw problem(
        'wrong_state',
        `An account names at most ${MOST_OF_AN_ACCOUNT} domains. Remove one first.`,
      );
    const made = await tx.execute(sql`
      insert into account_domains (account_id, id, domain, challenge) values (${accountId}, ${id}, ${domain}, ${randomToken()})
      on conflict do nothing`);
    if (!made) throw problem('already_exists', `${domain} is named already.`, { domain: 'Named already.' });
    return await readDomain(tx, id);
  });
}

/** @throws not_found */
export async function changeDomain(
  database: Database,
  { accountId }: Scope,
  id: string,
  { joinsAs }: { joinsAs: GivenRole | null },
): Promise<AccountDomain> {
  return await database.inAccount(accountId, async (tx) => {
    await tx.execute(sql`update account_domains set joins_as = ${joinsAs} where id = ${id}`);
    return await readDomain(tx, id);
  });
}

/** @throws not_found */
export async function removeDomain(database: Database, { accountId }: Scope, id: string): Promise<void> {
  const removed = await database.inAccount(accountId, (tx) =>
    tx.execute(sql`delete from account_domains where id = ${id}`),
  );
  if (!removed) throw noSuchDomain();
}

/** @throws not_found */
export async function readDomain(tx: Tx, id: string): Promise<AccountDomain> {
  const found = await tx.maybeOne<AccountDomain>(sql`${shown} where d.id = ${id}`);
  if (!found) throw noSuchDomain();
  return found;
}

const noSuchDomain = () => problem('not_found', 'There is no such domain.');
