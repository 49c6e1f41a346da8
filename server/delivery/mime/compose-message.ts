import { HeaderError } from './header-error.ts';
import { structuredHeader, textHeader } from './header-line.ts';
import { type Mailbox, mailboxTokens } from './mailbox.ts';
import { messageId } from './message-id.ts';
import type { PreparedMessage } from './prepare-message.ts';
import { quotedPrintable } from './quoted-printable.ts';

/** What differs from one recipient to the next. */
export type Recipient = {
  /** The message's number within its send. */
  position: number;
  /** The sender's display name; it may be personalised like the subject. */
  fromName: string;
  to: Mailbox;
  subject: string;
  html: string;
  text: string;
  /** RFC 8058: an https address that takes the one-click POST. Left out, the message carries no List-Unsubscribe. */
  unsubscribeUrl?: string | undefined;
  date: Date;
};

/**
 * One message as the bytes that go on the wire, except for dot-stuffing: CRLF only, every line within 998 octets,
 * multipart/alternative with the text first. Nothing may change them afterwards but a signature put in front.
 *
 * @throws {HeaderError | AddressError} with a sentence for people
 */
export function composeMessage(prepared: PreparedMessage, recipient: Recipient): Buffer {
  const from = { address: prepared.fromAddress, name: recipient.fromName };
  const head =
    `Date: ${mailDate(recipient.date)}\r\n` +
    structuredHeader('From', mailboxTokens('From', from)) +
    structuredHeader('To', mailboxTokens('To', recipient.to)) +
    textHeader('Subject', recipient.subject) +
    `Message-ID: ${messageId(prepared.sendId, recipient.position, prepared.sendingDomain)}\r\n` +
    unsubscribeHeaders(recipient.unsubscribeUrl) +
    prepared.staticHeaders +
    prepared.bodyHeaders;
  return Buffer.concat([
    Buffer.from(head),
    prepared.partStart.text,
    quotedPrintable(recipient.text),
    prepared.partStart.html,
    quotedPrintable(recipient.html),
    prepared.closing,
  ]);
}

/** RFC 5322 date in UTC: `Sun, 22 Nov 2026 19:00:00 +0000`. */
function mailDate(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}

function unsubscribeHeaders(url: string | undefined): string {
  if (url === undefined) return '';
  if (!/^https?:\/\/[\x21-\x3b\x3d\x3f-\x7e]+$/.test(url)) {
    throw new HeaderError('List-Unsubscribe', `“${url}” is not an address for one-click unsubscribe.`);
  }
  return (
    structuredHeader('List-Unsubscribe', [`<${url}>`]) +
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n'
  );
}
