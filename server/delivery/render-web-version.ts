import { prepare } from '#server/content/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import type { LinkMaker, MessageRef } from '#server/tracking/index.ts';
import { renderFor } from './engine/build-message.ts';
import type { SendSnapshot } from './sends/index.ts';

type Row = {
  snapshot: SendSnapshot;
  contactId: string;
  email: string;
  fields: Record<string, unknown>;
  handedAt: string | null;
};

/**
 * The HTML of a message as a page: the content that was sent, with the contact's present fields and without the
 * pixel. Undefined when the send or the contact is gone.
 */
export function createWebVersions({ database, links }: { database: Database; links: LinkMaker }) {
  return async ({ accountId, sendId, position }: MessageRef): Promise<string | undefined> => {
    const row = await database.inAccount(accountId, (tx) =>
      tx.maybeOne<Row>(sql`
        select s.snapshot, c.id as "contactId", c.email, c.fields, m.handed_at as "handedAt"
        from messages m
        join sends s on s.account_id = m.account_id and s.id = m.send_id
        join contacts c on c.account_id = m.account_id and c.id = m.contact_id
        where m.account_id = ${accountId} and m.send_id = ${sendId} and m.position = ${position}`),
    );
    if (!row) return undefined;
    const { snapshot, contactId, email, fields, handedAt } = row;
    const send = { accountId, sendId, snapshot, content: prepare(snapshot.content) };
    const now = handedAt ? new Date(handedAt) : new Date();
    return renderFor(send, { position, contactId, email, fields }, links, { withPixel: false, now }).html;
  };
}
