import { createHash } from 'node:crypto';
import { addressDomain, toAsciiDomain } from './address.ts';
import { assertHeaderValue, HeaderError } from './header-error.ts';
import { type HeaderField, plainHeader, structuredHeader } from './header-line.ts';
import { type Mailbox, mailboxTokens, phraseTokens } from './mailbox.ts';
import { messageIds } from './message-id.ts';

/** What is the same in every message of a send. */
export type MessageFrame = {
  sendId: string;
  fromAddress: string;
  replyTo?: Mailbox | undefined;
  /** RFC 2919: a stable id in domain form such as `news.acme.example`, and the name people see. */
  listId?: { id: string; name?: string | undefined } | undefined;
  /** `campaign:account:type:sender` (Gmail's aggregate loop); never different per recipient. */
  feedbackId?: string | undefined;
  /** Made by the product because something happened (RFC 3834), and not for many. */
  isAutomatic?: boolean;
};

/** The static work of a send, done once; {@link composeMessage} fills in one recipient. */
export type PreparedMessage = {
  /** The From field with a display name: that of the last message is kept, because it is mostly the same. */
  from(name: string): HeaderField;
  /** The Message-ID at a position. */
  messageId(position: number): string;
  /** Reply-To, List-Id and the like, those of MIME last. */
  fixedFields: readonly HeaderField[];
  partStart: { text: Buffer; html: Buffer };
  closing: Buffer;
};

/**
 * Checks and writes everything that all messages of a send share.
 *
 * @throws {HeaderError | AddressError} with a sentence for people; nothing has been sent then
 */
export function prepareMessage(frame: MessageFrame): PreparedMessage {
  // "=_" cannot occur in quoted-printable text, where "=" is followed by two hex digits or a line break, so this
  // boundary occurs in no part whatever the content (RFC 2045 §6.7).
  const boundary = `=_${createHash('sha256').update(frame.sendId).digest('hex').slice(0, 32)}`;
  return {
    from: fromField(frame.fromAddress),
    messageId: messageIds(frame.sendId, addressDomain(frame.fromAddress)),
    fixedFields: [
      ...fixedFields(frame),
      plainHeader('MIME-Version', '1.0'),
      structuredHeader('Content-Type', ['multipart/alternative;', `boundary="${boundary}"`]),
    ],
    partStart: {
      text: partStart('text/plain', `--${boundary}\r\n`),
      html: partStart('text/html', `\r\n--${boundary}\r\n`),
    },
    closing: Buffer.from(`\r\n--${boundary}--\r\n`),
  };
}

function fromField(address: string): (name: string) => HeaderField {
  let lastName: string | undefined;
  let last: HeaderField | undefined;
  return (name) => {
    if (last === undefined || name !== lastName) {
      last = structuredHeader('From', mailboxTokens('From', { address, name }));
      lastName = name;
    }
    return last;
  };
}

function fixedFields(frame: MessageFrame): HeaderField[] {
  const fields: HeaderField[] = [];
  if (frame.replyTo) fields.push(structuredHeader('Reply-To', mailboxTokens('Reply-To', frame.replyTo)));
  if (frame.listId) fields.push(structuredHeader('List-Id', listIdTokens(frame.listId)));
  if (frame.feedbackId) fields.push(structuredHeader('Feedback-ID', [feedbackId(frame.feedbackId)]));
  return [
    ...fields,
    plainHeader('X-Auto-Response-Suppress', 'OOF, AutoReply'),
    frame.isAutomatic ? plainHeader('Auto-Submitted', 'auto-generated') : plainHeader('Precedence', 'bulk'),
  ];
}

function listIdTokens({ id, name }: { id: string; name?: string | undefined }): string[] {
  const ascii = toAsciiDomain(id);
  if (ascii === undefined)
    throw new HeaderError('List-Id', `“${id}” is not a list id: it must look like a domain name.`);
  const shown = name?.trim();
  if (!shown) return [`<${ascii}>`];
  assertHeaderValue('List-Id', shown);
  return [...phraseTokens('List-Id', shown), `<${ascii}>`];
}

function feedbackId(value: string): string {
  if (/^[\x21-\x39\x3b-\x7e]*(:[\x21-\x39\x3b-\x7e]*){1,3}$/.test(value)) return value;
  throw new HeaderError(
    'Feedback-ID',
    `“${value}” is not a feedback id: at most four ASCII fields joined by colons.`,
  );
}

function partStart(type: string, delimiter: string): Buffer {
  return Buffer.from(
    `${delimiter}Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`,
  );
}
