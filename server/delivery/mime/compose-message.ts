import { BodyDesk, type Text } from './body-desk.ts';
import { HeaderError } from './header-error.ts';
import { type HeaderField, plainHeader, structuredHeader, textHeader } from './header-line.ts';
import { type Mailbox, mailboxTokens } from './mailbox.ts';
import type { PreparedMessage } from './prepare-message.ts';

/** What differs from one recipient to the next. */
export type Recipient = {
  /** The message's number within its send. */
  position: number;
  /** The sender's display name; it may be personalised like the subject. */
  fromName: string;
  to: Mailbox;
  subject: string;
  /** In pieces, so that what is the same in every message is encoded once. */
  html: Text;
  text: Text;
  /** RFC 8058: an https address that takes the one-click POST. Left out, the message carries no List-Unsubscribe. */
  unsubscribeUrl?: string | undefined;
  date: Date;
};

/** A finished message that may still get signatures in front. */
export interface ComposedMessage {
  /**
   * The message behind `start` octets of room: CRLF only, every line within 998 octets, none beginning with a dot,
   * multipart/alternative with the text first. Nothing may change it but signatures written into the room.
   */
  octets: Buffer;
  start: number;
  /**
   * Where the body begins. It is canonical as it stands (see {@link writeQuotedPrintable}): its relaxed form in the
   * sense of DKIM is the same octets.
   */
  bodyStart: number;
  /** The header, field by field; no name comes twice. */
  fields: readonly HeaderField[];
}

/**
 * Fills in one recipient.
 *
 * @param room octets to leave free in front
 * @param desk where the message is put together and stays: it lasts until the desk is used for another
 * @throws {HeaderError | AddressError} with a sentence for people
 */
export function composeMessage(
  prepared: PreparedMessage,
  recipient: Recipient,
  room = 0,
  desk = new BodyDesk(),
): ComposedMessage {
  const fields = [
    plainHeader('Date', mailDate(recipient.date)),
    prepared.from(recipient.fromName),
    structuredHeader('To', mailboxTokens('To', recipient.to)),
    textHeader('Subject', recipient.subject),
    plainHeader('Message-ID', prepared.messageId(recipient.position)),
    ...unsubscribeHeaders(recipient.unsubscribeUrl),
    ...prepared.fixedFields,
  ];
  let header = '';
  for (const field of fields) header += field.raw;
  desk.clear(room);
  desk.rawText(`${header}\r\n`);
  const bodyStart = desk.length;
  desk.raw(prepared.partStart.text);
  desk.text(recipient.text);
  desk.raw(prepared.partStart.html);
  desk.text(recipient.html);
  desk.raw(prepared.closing);
  return { octets: desk.octets, start: room, bodyStart, fields };
}

/** RFC 5322 date in UTC: `Sun, 22 Nov 2026 19:00:00 +0000`. */
function mailDate(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}

const oneClick = plainHeader('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click');

function unsubscribeHeaders(url: string | undefined): HeaderField[] {
  if (url === undefined) return [];
  if (!/^https?:\/\/[\x21-\x3b\x3d\x3f-\x7e]+$/.test(url)) {
    throw new HeaderError('List-Unsubscribe', `“${url}” is not an address for one-click unsubscribe.`);
  }
  return [structuredHeader('List-Unsubscribe', [`<${url}>`]), oneClick];
}
