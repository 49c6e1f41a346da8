import { type Database, type Sql, sql, type Tx } from '#server/platform/database/index.ts';

/** Changes of one account's count that may stand beside each other before they are made one. */
const MANY = 100;

/** How many contacts an account has: all of them, whoever asks, at the same cost however many they are. */
export async function countContacts(tx: Tx, accountId: string): Promise<number> {
  const { contacts, changes } = await tx.one<{ contacts: number; changes: number }>(sql`
    select coalesce(sum(change), 0)::bigint as contacts, count(*) as changes
    from contact_counts where account_id = ${accountId}`);
  if (changes > MANY) await fold(tx, sql`account_id = ${accountId}`);
  return contacts;
}

/** The same for every account, whether or not anybody asks for its count. */
export async function foldContactCounts(database: Database): Promise<void> {
  await database.asSystem((tx) =>
    fold(
      tx,
      sql`account_id in (select account_id from contact_counts group by account_id having count(*) > ${MANY})`,
    ),
  );
}

/** What somebody else folds at the same time is left to them. */
async function fold(tx: Tx, ofAccounts: Sql): Promise<void> {
  await tx.execute(sql`
    with gone as (
      delete from contact_counts where (account_id, id) in (
        select account_id, id from contact_counts where ${ofAccounts} for update skip locked)
      returning account_id, change)
    insert into contact_counts (account_id, change) select account_id, sum(change) from gone group by account_id`);
}
