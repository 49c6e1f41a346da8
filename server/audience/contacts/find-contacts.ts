import type { z } from 'zod';
import { join, type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { id, problem } from '#server/platform/http/index.ts';
import type { ContactSummary, listContacts } from './contract.ts';

type Wanted = z.output<(typeof listContacts)['query']>;

/**
 * One page of contacts. Ids are made in the order of time, so newest and oldest page along the primary key and email
 * along its unique key; the cursor is the last row's id or address key.
 */
export async function findContacts(tx: Tx, wanted: Wanted) {
  const { total, ids } = await match(tx, wanted);
  const rows = await tx.query<ContactSummary & { key: string }>(sql`
    select c.id, c.email, c.status, s.reason as suppressed, m.status as "listStatus", c.fields,
      c.created_at as "createdAt", c.updated_at as "updatedAt", c.email_key as key
    from ${sources(wanted.listId)}
    where c.id = any(${ids.slice(0, wanted.limit)}::uuid[])
    order by ${order[wanted.sort]}`);
  const last = rows.at(-1);
  const nextCursor = ids.length > wanted.limit && last ? (byEmail(wanted) ? last.key : last.id) : null;
  return { items: rows, nextCursor, total };
}

/**
 * How many contacts match, and the ids of the page with one more to tell whether it is the last. A search reads every
 * contact, so what it finds is kept and read once for both; without one, counting and paging each have their own index.
 */
async function match(tx: Tx, wanted: Wanted): Promise<{ total: number; ids: string[] }> {
  return await tx.one(sql`
    with matching as ${wanted.search ? sql`materialized` : sql`not materialized`} (
      select c.id, c.email_key from ${sources(wanted.listId)} where ${join(conditions(wanted), ' and ')})
    select (select count(*) from matching) as total,
      array(
        select c.id from matching c where ${after(wanted)}
        order by ${order[wanted.sort]} limit ${wanted.limit + 1}) as ids`);
}

const order: Record<Wanted['sort'], Sql> = {
  newest: sql`c.id desc`,
  oldest: sql`c.id`,
  email: sql`c.email_key`,
  '-email': sql`c.email_key desc`,
};
const byEmail = ({ sort }: Wanted) => sort === 'email' || sort === '-email';

/** Contacts with their suppression, and with their membership when a list is asked for. */
const sources = (listId: string | undefined): Sql => sql`
  contacts c
  ${listId ? membersOf(listId) : sql`cross join (select null::text as status) m`}
  left join suppressions s on s.account_id = c.account_id and s.email_key = c.email_key`;

const membersOf = (listId: string): Sql =>
  sql`join list_members m on m.account_id = c.account_id and m.list_id = ${listId} and m.contact_id = c.id`;

function conditions({ search, status, listStatus }: Wanted): Sql[] {
  return [
    sql`true`,
    ...(search ? [containing(search)] : []),
    ...(listStatus ? [sql`m.status = ${listStatus}`] : []),
    ...(status === 'suppressed' ? [sql`s.email_key is not null`] : []),
    ...(status && status !== 'suppressed' ? [sql`c.status = ${status}`] : []),
  ];
}

/** Looks for the very characters, in any case, in the address and in first and last name as they read together. */
function containing(search: string): Sql {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  return sql`concat_ws(' ', c.email, c.fields ->> 'first_name', c.fields ->> 'last_name') ilike ${pattern}`;
}

function after(wanted: Wanted): Sql {
  const { cursor, sort } = wanted;
  if (cursor === undefined) return sql`true`;
  if (sort === 'email') return sql`c.email_key > ${cursor}`;
  if (sort === '-email') return sql`c.email_key < ${cursor}`;
  if (!id.safeParse(cursor).success) throw problem('invalid_input', 'The cursor is not one of ours.');
  return sort === 'newest' ? sql`c.id < ${cursor}` : sql`c.id > ${cursor}`;
}
