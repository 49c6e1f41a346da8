import { isAscii } from 'node:buffer';
import { AddressError, needsSmtpUtf8, serialiseAddress } from '../mime/index.ts';
import type { Abilities } from './abilities.ts';
import type { Outcome } from './outcome.ts';
import type { Envelope } from './transport.ts';

/** The two commands that say from whom and to whom, with their line ends, and what is known of the message. */
export type WrittenEnvelope = { mail: string; rcpt: string; isSound: boolean };

/**
 * Writes an envelope for what a server can do. What is certain to fail gets its outcome here, before a word is said.
 *
 * @param message undefined while it is still being made
 */
export function writeEnvelope(
  envelope: Envelope,
  message: Buffer | undefined,
  abilities: Abilities,
): WrittenEnvelope | Outcome {
  try {
    const from = serialiseAddress(envelope.from);
    const to = serialiseAddress(envelope.to);
    const needsUtf8 = needsSmtpUtf8(from) || needsSmtpUtf8(to) || hasUtf8Header(message);
    if (needsUtf8 && !abilities.smtpUtf8) return NO_UTF8;
    const size = message?.length ?? envelope.size;
    if (size !== undefined && size > abilities.size.most) return TOO_LARGE;

    let mail = `MAIL FROM:<${from}>`;
    if (size !== undefined && abilities.size.declared) mail += ` SIZE=${size}`;
    // Whether a message in the making is 8-bit is not known yet; the declaration is right for 7-bit octets too.
    if (abilities.eightBitMime && !(message && isAscii(message))) mail += ' BODY=8BITMIME';
    if (needsUtf8) mail += ' SMTPUTF8';
    return { mail: `${mail}\r\n`, rcpt: `RCPT TO:<${to}>\r\n`, isSound: envelope.isSound === true };
  } catch (error) {
    if (error instanceof AddressError)
      return { kind: 'rejected', stage: 'rcpt', enhanced: '5.1.3', text: error.message };
    throw error;
  }
}

export const TOO_LARGE: Outcome = {
  kind: 'rejected',
  stage: 'mail',
  enhanced: '5.3.4',
  text: 'The message is larger than the mail server takes.',
};

const NO_UTF8: Outcome = {
  kind: 'rejected',
  stage: 'rcpt',
  enhanced: '5.6.7',
  text: 'The address has letters beyond ASCII before the @, and the mail server cannot carry that.',
};

/** Letters beyond ASCII in a header, such as an address there, need SMTPUTF8 as well (RFC 6531 §3.2). */
function hasUtf8Header(message: Buffer | undefined): boolean {
  if (message === undefined || isAscii(message)) return false;
  const end = message.indexOf('\r\n\r\n');
  return !isAscii(end < 0 ? message : message.subarray(0, end));
}
