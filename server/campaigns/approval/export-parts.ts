import { csvPart, type ExportPart } from '#server/closing/index.ts';
import { sql } from '#server/platform/database/index.ts';

const approvals = csvPart({
  path: 'approvals.csv',
  about: 'Every time approval of a campaign was asked for, of what, and what came of it.',
  tables: ['approvals'],
  statement: sql`
    select id, campaign_id, state, shown::text, revision, recipients, edited_by, asked_by, asked_at, answered_by, answered_at, void_because
    from approvals order by account_id, id`,
});

const notes = csvPart({
  path: 'approval-notes.csv',
  about: 'What was said about campaigns around their approval.',
  tables: ['approval_notes'],
  statement: sql`
    select id, campaign_id, kind, user_id, text, at from approval_notes order by account_id, id`,
});

/** What approvals lend to an export of the account. */
export const approvalExport: readonly ExportPart[] = [approvals, notes];
