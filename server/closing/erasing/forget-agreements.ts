import { type Database, sql, type Tx } from '#server/platform/database/index.ts';

/** Agreements of people who are no users any more; whoever is in another account agreed for that one too. */
async function forget(tx: Tx, accountId: string): Promise<void> {
  await tx.query(sql`
    select forget_agreements(${accountId}, array(
      select id from policy_agreements p
      where account_id = ${accountId} and not exists (select from users u where u.id = p.user_id)))`);
}

/** Nobody ever proved that the address was theirs, so what was agreed to with it proves nothing either. */
export async function forgetUnconfirmed(tx: Tx, accountId: string): Promise<void> {
  const erased = await tx.maybeOne(
    sql`select from erased_accounts where id = ${accountId} and why = 'never-confirmed'`,
  );
  if (erased) await forget(tx, accountId);
}

/** Forgets agreements three years after their account. */
export async function forgetOldAgreements(database: Database): Promise<void> {
  const old = await database.asSystem((tx) =>
    tx.query<{ id: string }>(sql`
      select id from erased_accounts e where finished_at < now() - interval '3 years 1 day'
        and exists (select from policy_agreements p
          where p.account_id = e.id and not exists (select from users u where u.id = p.user_id))`),
  );
  for (const { id } of old) await database.asSystem((tx) => forget(tx, id));
}
