import { type Sql, sql } from '#server/platform/database/index.ts';

/** The `closing` of an account a, as the API tells it; null while nobody closed it. */
export const closingColumn: Sql = sql`
  (select jsonb_build_object('at', a.closing_at, 'closedAt', c.closed_at, 'by', c.closed_by, 'comment', c.comment)
   from account_closings c where c.account_id = a.id and a.closing_at is not null) as closing`;
