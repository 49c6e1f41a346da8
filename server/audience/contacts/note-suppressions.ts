import type { SuppressionSubscribers } from '#server/compliance/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { recordEvent } from './record-event.ts';

/** Writes suppressions made and lifted by hand onto the timeline of the contact with that address, if there is one. */
export const noteSuppressions: SuppressionSubscribers = {
  async suppressed(tx, { accountId, emailKey, note }) {
    const contactId = await contactWith(tx, emailKey);
    if (contactId) await recordEvent(tx, { accountId, contactId, kind: 'suppressed', detail: { note } });
  },
  async unsuppressed(tx, { accountId, emailKey }) {
    const contactId = await contactWith(tx, emailKey);
    if (contactId) await recordEvent(tx, { accountId, contactId, kind: 'unsuppressed' });
  },
};

async function contactWith(tx: Tx, emailKey: string): Promise<string | undefined> {
  const contact = await tx.maybeOne<{ id: string }>(
    sql`select id from contacts where email_key = ${emailKey}`,
  );
  return contact?.id;
}
