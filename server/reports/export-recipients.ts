import { csvRow } from '#server/platform/csv/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import { writeCursor } from './cursor.ts';
import { type RecipientFilter, type RecipientRow, readRecipients } from './find-recipients.ts';
import { findSend } from './queries.ts';

const rowsAtOnce = 5000;

const header = [
  'email',
  'name',
  'state',
  'sent_at',
  'opened_at',
  'clicked_at',
  'unsubscribed_at',
  'opens',
  'clicks',
  'reply',
  'contact_id',
];

/**
 * A campaign's recipients as pieces of a CSV file, header first. Reads a few thousand at a time, each in a transaction
 * of its own, so that a slow reader holds no database connection.
 */
export async function* recipientLines(
  database: Database,
  accountId: string,
  campaignId: string,
  filter: RecipientFilter,
): AsyncGenerator<string> {
  yield csvRow(header);
  let cursor: string | undefined;
  do {
    const rows = await database.inAccount(accountId, async (tx) => {
      const { sendId } = await findSend(tx, campaignId);
      return sendId === null
        ? []
        : await readRecipients(tx, sendId, { ...filter, cursor, limit: rowsAtOnce });
    });
    const page = rows.slice(0, rowsAtOnce);
    yield page.map(lineOf).join('');
    const last = page.at(-1);
    cursor = rows.length > page.length && last ? writeCursor(last) : undefined;
  } while (cursor !== undefined);
}

const lineOf = (row: RecipientRow) =>
  csvRow([
    row.email,
    row.name,
    row.state,
    row.sentAt,
    row.openedAt,
    row.clickedAt,
    row.unsubscribedAt,
    row.opens,
    row.clicks,
    row.reply,
    row.contactId,
  ]);
