import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { List } from './contract.ts';

/** Counting goes list by list along the primary key of list_members: about 20 ms for 100,000 members. */
const select = (where: Sql) => sql`
  select l.id, l.name, l.description, l.created_at as "createdAt", m.subscribed, m.unsubscribed
  from lists l
  cross join lateral (
    select count(*) filter (where status = 'subscribed') as subscribed,
           count(*) filter (where status = 'unsubscribed') as unsubscribed
    from list_members where account_id = l.account_id and list_id = l.id) m
  where ${where}
  order by lower(l.name)`;

export async function findLists(tx: Tx): Promise<List[]> {
  return await tx.query<List>(select(sql`true`));
}

/** @throws not_found */
export async function readList(tx: Tx, listId: string): Promise<List> {
  const list = await tx.maybeOne<List>(select(sql`l.id = ${listId}`));
  if (!list) throw noSuchList();
  return list;
}

/** @throws not_found unless every one of the lists is this account's. */
export async function requireLists(tx: Tx, listIds: readonly string[]): Promise<void> {
  const wanted = new Set(listIds);
  const found = await tx.query(sql`select from lists where id = any(${[...wanted]}::uuid[])`);
  if (found.length < wanted.size) throw noSuchList();
}

export const noSuchList = () => problem('not_found', 'There is no such list.');
