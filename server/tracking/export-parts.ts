import { csvPart } from '#server/closing/index.ts';
import { sql } from '#server/platform/database/index.ts';

/** What tracking lends to an export of the account. */
export const trackingExport = [
  csvPart({
    path: 'events.csv',
    about:
      'What contacts and messages went through: joined, imported, opened, clicked, left and so on; machine says whether a program did it.',
    tables: ['events'],
    statement: sql`
      select id, at, kind, contact_id, list_id, send_id, position, url, machine, detail::text from events order by account_id, id`,
    count: sql`select count(*) as count from events`,
  }),
];
