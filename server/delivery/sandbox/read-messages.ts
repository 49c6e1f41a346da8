import PostalMime from 'postal-mime';
import { join, type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { SandboxMessage, SandboxMessageSummary } from './contract.ts';
import { type Reader, readableBy } from './reader.ts';

const columns = sql`id, received_at as "receivedAt", mail_from as "from", rcpt_to as "to", subject,
  message_id as "messageId", size`;

type Page = { items: SandboxMessageSummary[]; nextCursor: string | null; total: number };

/** Kept messages, newest first. @throws `invalid_input` for a cursor that is none of ours */
export async function listMessages(
  tx: Tx,
  reader: Reader,
  { search, cursor, limit }: { search?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<Page> {
  const found = search ? contains(search) : sql`true`;
  const matching = join([found, readableBy(reader)], ' and ');
  const after = cursor === undefined ? sql`true` : olderThan(readCursor(cursor));
  const rows = await tx.query<SandboxMessageSummary & { at: string }>(sql`
    select ${columns}, received_at::text as at from sandbox_messages
    where ${join([matching, after], ' and ')}
    order by received_at desc, id limit ${limit + 1}`);
  const { total } = await tx.one<{ total: number }>(
    sql`select count(*) as total from sandbox_messages where ${matching}`,
  );
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = rows.length > limit && last ? writeCursor(last) : null;
  return { items, nextCursor, total };
}

/** One kept message taken apart. @throws `not_found` */
export async function readMessage(tx: Tx, reader: Reader, id: string): Promise<SandboxMessage> {
  const row = await tx.maybeOne<SandboxMessageSummary & { raw: Buffer }>(
    sql`select ${columns}, raw from sandbox_messages where id = ${id} and ${readableBy(reader)}`,
  );
  if (!row) throw noSuchMessage();
  const mail = await PostalMime.parse(row.raw);
  return {
    ...row,
    headers: mail.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    text: mail.text ?? '',
    html: mail.html ?? '',
    attachments: mail.attachments.map(({ filename, mimeType, content }) => ({
      name: filename ?? '',
      type: mimeType,
      size: typeof content === 'string' ? content.length : content.byteLength,
    })),
  };
}

/** A kept message as octets. @throws `not_found` */
export async function readSource(tx: Tx, reader: Reader, id: string): Promise<Buffer> {
  const row = await tx.maybeOne<{ raw: Buffer }>(
    sql`select raw from sandbox_messages where id = ${id} and ${readableBy(reader)}`,
  );
  if (!row) throw noSuchMessage();
  return row.raw;
}

const noSuchMessage = () =>
  problem('not_found', 'There is no such message; the sandbox drops the oldest ones.');

function contains(text: string): Sql {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  return sql`(rcpt_to ilike ${pattern} or subject ilike ${pattern})`;
}

type Cursor = { at: string; id: string };

function olderThan({ at, id }: Cursor): Sql {
  return sql`(received_at < ${at}::timestamptz or (received_at = ${at}::timestamptz and id > ${id}))`;
}

/** The time as PostgreSQL writes it, to the microsecond: milliseconds would skip or repeat messages. */
const writeCursor = ({ at, id }: Cursor): string => Buffer.from(`${at}|${id}`).toString('base64url');

function readCursor(cursor: string): Cursor {
  const [, at, id] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (at === undefined || id === undefined)
    throw problem('invalid_input', 'This page does not exist any more.');
  return { at, id };
}

const CURSOR = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?)\|([0-9a-f-]{36})$/;
