import { BOM, csvValue, type Piece } from '#server/closing/index.ts';
import { csvRow } from '#server/platform/csv/index.ts';
import { type Snapshot, sql } from '#server/platform/database/index.ts';

/** Columns every contact has; a field of the same name gets a prefix. */
const columns = [
  'id',
  'email',
  'status',
  'suppressed',
  'lists',
  'lists_left',
  'created_at',
  'updated_at',
] as const;

/** Contacts as pieces of a CSV file: what all have, then a column for each field of the account. */
export async function* contactPieces(snapshot: Snapshot): AsyncGenerator<Piece> {
  const fields = await snapshot.query<{ key: string }>(
    sql`select key from contact_fields order by created_at, key`,
  );
  const names = fields.map(({ key }) => (columns.some((name) => name === key) ? `field_${key}` : key));
  yield { text: BOM + csvRow([...columns, ...names]), rows: 0 };
  for await (const { rows } of snapshot.rows(contacts)) {
    const lines = rows.map((row) => {
      const values = row.at(-1) as Record<string, unknown>;
      return csvRow([...row.slice(0, -1), ...fields.map(({ key }) => values[key])].map(csvValue));
    });
    yield { text: lines.join(''), rows: rows.length };
  }
}

const namesWhere = (status: 'subscribed' | 'unsubscribed') => sql`
  (select array_agg(l.name order by l.name) from list_members m join lists l on l.account_id = m.account_id and l.id = m.list_id
   where m.account_id = c.account_id and m.contact_id = c.id and m.status = ${status})`;

const contacts = sql`
  select c.id, c.email, c.status,
    (select s.reason from suppressions s where s.account_id = c.account_id and s.email_key = c.email_key),
    ${namesWhere('subscribed')}, ${namesWhere('unsubscribed')}, c.created_at, c.updated_at, c.fields
  from contacts c order by c.account_id, c.id`;
