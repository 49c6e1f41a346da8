import { setTimeout as pause } from 'node:timers/promises';
import { decodeWords } from 'postal-mime';
import { type Database, sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';

/** One message as the sandbox took it. */
type Received = { accountId: string; mailFrom: string; rcptTo: string; raw: Buffer };

/** How many messages one INSERT takes at most, and how much they may weigh together. */
const BATCH = { messages: 200, bytes: 8 * 1024 * 1024 };

/** Milliseconds between tries to write while the database is away, and until the sender is told to come back later. */
const RETRY = { every: 500, giveUpAfter: 60_000 };

type Row = Received & { id: string; subject: string; messageId: string };
type Waiting = { row: Row; done: (stored: boolean) => void; fail: (error: unknown) => void };

/**
 * Stores messages in groups: while one group is being written, those that arrive gather for the next, so that many
 * connections share the cost of a commit. `add` resolves once the message is committed, with false when the account
 * does not exist (any more).
 *
 * A commit whose answer got lost may have happened. So a group is written again under the same ids until the database
 * has answered: telling the sender to come back instead could keep a message twice.
 */
export function messageStore(database: Database, onStored: (counts: Map<string, number>) => Promise<void>) {
  const waiting: Waiting[] = [];
  let writing = false;

  async function writeAll(): Promise<void> {
    writing = true;
    while (waiting.length > 0) await writeGroup(waiting.splice(0, groupSize(waiting)));
    writing = false;
  }

  async function writeGroup(group: Waiting[]): Promise<void> {
    const rows = group.map((entry) => entry.row);
    try {
      const stored = await insistently(() => insertMessages(database, rows));
      for (const { row, done } of group) done(stored.has(row.id));
      await onStored(countByAccount(rows.filter((row) => stored.has(row.id))));
    } catch (error) {
      for (const entry of group) entry.fail(error);
    }
  }

  return {
    add(message: Received): Promise<boolean> {
      return new Promise((done, fail) => {
        waiting.push({ row: { ...message, id: newId(), ...readHeader(message.raw) }, done, fail });
        if (!writing) void writeAll();
      });
    },
  };
}

async function insistently<T>(work: () => Promise<T>): Promise<T> {
  for (const end = performance.now() + RETRY.giveUpAfter; ; ) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > end) throw error;
      await pause(RETRY.every);
    }
  }
}

function groupSize(waiting: Waiting[]): number {
  let bytes = 0;
  const end = waiting.findIndex(({ row }, index) => {
    bytes += row.raw.length;
    return index >= BATCH.messages || (index > 0 && bytes > BATCH.bytes);
  });
  return end < 0 ? waiting.length : end;
}

/** Inserts the messages whose account exists, or finds them there already; answers the ids of those now stored. */
async function insertMessages(database: Database, rows: Row[]): Promise<Set<string>> {
  const stored = await database.asSystem((tx) =>
    tx.query<{ id: string }>(sql`
      with received as (
        select m.* from unnest(
          ${rows.map((row) => row.accountId)}::uuid[], ${rows.map((row) => row.id)}::uuid[],
          ${rows.map((row) => row.mailFrom)}::text[], ${rows.map((row) => row.rcptTo)}::text[],
          ${rows.map((row) => row.messageId)}::text[], ${rows.map((row) => row.subject)}::text[],
          ${rows.map((row) => row.raw)}::bytea[]
        ) m(account_id, id, mail_from, rcpt_to, message_id, subject, raw)
        join accounts a on a.id = m.account_id
      ), inserted as (
        insert into sandbox_messages (account_id, id, received_at, mail_from, rcpt_to, message_id, subject, size, raw)
        select account_id, id, clock_timestamp(), mail_from, rcpt_to, message_id, subject, octet_length(raw), raw
        from received
        on conflict (account_id, id) do nothing
      )
      select id from received`),
  );
  return new Set(stored.map((row) => row.id));
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
