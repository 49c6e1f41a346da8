import { join, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { Suppression, SuppressionReason } from './contract.ts';

interface Wanted {
  search?: string | undefined;
  reason?: SuppressionReason | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** One page of suppressions, newest first. The cursor is the last row's time (to the microsecond) and address. */
export async function findSuppressions(tx: Tx, wanted: Wanted) {
  const matching = join(
    [
      wanted.search ? sql`strpos(email_key, lower(${wanted.search})) > 0` : sql`true`,
      wanted.reason ? sql`reason = ${wanted.reason}` : sql`true`,
    ],
    ' and ',
  );
  const { total } = await tx.one<{ total: number }>(
    sql`select count(*) as total from suppressions where ${matching}`,
  );
  const rows = await tx.query<Suppression & { position: string }>(sql`
    select email_key as email, reason, note, created_at as "createdAt", created_at::text as position
    from suppressions
    where ${matching} and ${after(wanted.cursor)}
    order by created_at desc, email_key desc limit ${wanted.limit + 1}`);
  const items = rows.slice(0, wanted.limit);
  const last = items.at(-1);
  const nextCursor = rows.length > items.length && last ? `${last.position}|${last.email}` : null;
  return { items, nextCursor, total };
}

function after(cursor: string | undefined) {
  if (cursor === undefined) return sql`true`;
  const [, time, key] = /^(\d{4}-\d\d-\d\d[ \d:.+-]+)\|(.+)$/s.exec(cursor) ?? [];
  if (!time || Number.isNaN(Date.parse(time)))
    throw problem('invalid_input', 'The cursor is not one of ours.');
  return sql`(created_at, email_key) < (${time}::timestamptz, ${key})`;
}

export async function readSuppression(tx: Tx, emailKey: string): Promise<Suppression | undefined> {
  return await tx.maybeOne<Suppression>(sql`
    select email_key as email, reason, note, created_at as "createdAt"
    from suppressions where account_id = current_account() and email_key = ${emailKey}`);
}
