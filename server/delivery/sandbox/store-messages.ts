import { decodeWords } from 'postal-mime';
import { type Database, sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';

/** One message as the sandbox took it. */
export type Received = { accountId: string; mailFrom: string; rcptTo: string; raw: Buffer };

/** How many messages one INSERT takes at most, and how much they may weigh together. */
const BATCH = { messages: 200, bytes: 8 * 1024 * 1024 };

/**
 * Stores messages in groups: while one group is being written, those that arrive gather for the next, so that many
 * connections share the cost of a commit. `add` resolves once the message is committed, with false when the account
 * does not exist (any more).
 */
export function messageStore(database: Database, onStored: (counts: Map<string, number>) => Promise<void>) {
  const waiting: { message: Received; done: (stored: boolean) => void; fail: (error: unknown) => void }[] =
    [];
  let writing = false;

  async function write(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      const group = waiting.splice(0, groupSize(waiting));
      try {
        const stored = await insertMessages(
          database,
          group.map((entry) => entry.message),
        );
        group.forEach((entry, index) => {
          entry.done(stored[index]!);
        });
        await onStored(
          countByAccount(group.filter((_, index) => stored[index]).map((entry) => entry.message)),
        );
      } catch (error) {
        for (const entry of group) entry.fail(error);
      }
    }
    writing = false;
  }

  return {
    add(message: Received): Promise<boolean> {
      return new Promise((done, fail) => {
        waiting.push({ message, done, fail });
        if (!writing) void write();
      });
    },
  };
}

function groupSize(waiting: { message: Received }[]): number {
  let bytes = 0;
  const end = waiting.findIndex(({ message }, index) => {
    bytes += message.raw.length;
    return index >= BATCH.messages || (index > 0 && bytes > BATCH.bytes);
  });
  return end < 0 ? waiting.length : end;
}

/** Inserts the messages whose account exists; answers for each whether it was stored. */
async function insertMessages(database: Database, messages: Received[]): Promise<boolean[]> {
  const rows = messages.map((message) => ({ id: newId(), ...message, ...readHeader(message.raw) }));
  const stored = await database.asSystem((tx) =>
    tx.query<{ id: string }>(sql`
      insert into sandbox_messages (account_id, id, received_at, mail_from, rcpt_to, message_id, subject, size, raw)
      select m.account_id, m.id, clock_timestamp(), m.mail_from, m.rcpt_to, m.message_id, m.subject,
        octet_length(m.raw), m.raw
      from unnest(
        ${rows.map((row) => row.accountId)}::uuid[], ${rows.map((row) => row.id)}::uuid[],
        ${rows.map((row) => row.mailFrom)}::text[], ${rows.map((row) => row.rcptTo)}::text[],
        ${rows.map((row) => row.messageId)}::text[], ${rows.map((row) => row.subject)}::text[],
        ${rows.map((row) => row.raw)}::bytea[]
      ) m(account_id, id, mail_from, rcpt_to, message_id, subject, raw)
      join accounts a on a.id = m.account_id
      returning id`),
  );
  const ids = new Set(stored.map((row) => row.id));
  return rows.map((row) => ids.has(row.id));
}

/** The two header fields the list shows, without parsing the whole message. */
function readHeader(raw: Buffer): { subject: string; messageId: string } {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.toString('utf8', 0, end < 0 ? raw.length : end).replace(/\r\n(?=[ \t])/g, '');
  const field = (name: string) => new RegExp(`^${name}:(.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
  return { subject: printable(decodeWords(field('Subject'))), messageId: printable(field('Message-ID')) };
}

/** PostgreSQL text cannot hold NUL, and a stranger's subject may be of any length. */
function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f]/g, ' ').slice(0, 1000);
}

function countByAccount(messages: Received[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { accountId } of messages) counts.set(accountId, (counts.get(accountId) ?? 0) + 1);
  return counts;
}
