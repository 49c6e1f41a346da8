import { csvPart } from '#server/closing/index.ts';
import { sql } from '#server/platform/database/index.ts';

/** What compliance lends to an export of the account. */
export const complianceExport = [
  csvPart({
    path: 'suppressions.csv',
    about:
      'Addresses that must not be mailed, why, and since when. Take them along: whoever left has left you, not this product.',
    tables: ['suppressions'],
    statement: sql`select email_key as email, reason, note, created_at from suppressions order by created_at, email_key`,
    count: sql`select count(*) as count from suppressions`,
  }),
];
