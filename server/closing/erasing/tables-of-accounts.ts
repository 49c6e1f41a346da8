import { identifier, type Sql, sql, type Tx } from '#server/platform/database/index.ts';

export interface AccountTable {
  name: string;
  identifier: Sql;
  /** The columns by which the rows of one account are in order; none where an account has one row, or the key begins otherwise. */
  key: Sql[];
}

/**
 * Every table whose rows belong to an account and may be deleted by the product, those first that point to others: so no
 * deletion has to follow a foreign key into a large table. Of the tables that are only ever added to the log has its own way
 * out, and the rest is small and goes with the account.
 */
export async function tablesOfAccounts(tx: Tx): Promise<AccountTable[]> {
  const tables = await tx.query<{ name: string; pointsTo: string[]; key: string[] }>(sql`
    select c.relname::text as name,
      coalesce((select array_agg(a.attname::text order by part.place)
        from pg_constraint k cross join unnest(k.conkey) with ordinality as part (number, place)
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = part.number
        where k.contype = 'p' and k.conrelid = c.oid), '{}') as key,
      coalesce((select array_agg(distinct t.relname::text) from pg_constraint k join pg_class t on t.oid = k.confrelid
        where k.contype = 'f' and k.conrelid = c.oid and k.confrelid <> c.oid), '{}') as "pointsTo"
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
      and has_table_privilege(c.oid, 'delete') and has_table_privilege(c.oid, 'update')
      -- Says that the account is being closed, until it is gone.
      and c.relname <> 'account_closings'
    order by c.relname`);
  return inOrder(tables).map(({ name, key: [first, ...key] }) => ({
    name,
    identifier: identifier(name),
    key: first === 'account_id' ? key.map(identifier) : [],
  }));
}

/** From those nothing points to any more to those that everything points to. */
function inOrder<Table extends { name: string; pointsTo: string[] }>(tables: readonly Table[]): Table[] {
  const ordered: Table[] = [];
  let rest = [...tables];
  while (rest.length > 0) {
    const isFree = ({ name }: Table) =>
      !rest.some((other) => other.name !== name && other.pointsTo.includes(name));
    // Tables that point to each other in a circle have no order; the foreign keys delete what is left over.
    const free = rest.filter(isFree);
    const next = free.length > 0 ? free : rest;
    ordered.push(...next);
    rest = rest.filter((table) => !next.includes(table));
  }
  return ordered;
}
