import type { Outcome } from './outcome.ts';
import { TOO_LARGE } from './write-envelope.ts';

/** A break that is not CRLF, or a NUL: what one server reads as an end another may not (“SMTP smuggling”). */
const FLAW = /\r(?!\n)|(?<!\r)\n|\0/;

const FLAW_NAMES: Record<string, string> = {
  '\r': 'a carriage return without its line feed',
  '\n': 'a line feed without its carriage return',
  '\0': 'a NUL',
};

/**
 * The outcome of a message that must not go on the wire: it is too large, or has octets that no message may have
 * (RFC 5321 §2.3.8 and §4.1.1.4). Those are not mended here: that would break signatures, and who wrote them should
 * know.
 *
 * @param sizeLimit octets of the largest message the server takes
 * @param isSound whether the message is known to have no such octets
 */
export function findUnfitness(message: Buffer, sizeLimit: number, isSound = false): Outcome | undefined {
  if (message.length > sizeLimit) return TOO_LARGE;
  if (isSound) return undefined;
  const found = FLAW.exec(message.toString('latin1'));
  if (!found) return undefined;
  const where = `at octet ${found.index + 1} of ${message.length}`;
  const text = `This message has ${FLAW_NAMES[found[0]]} ${where}, which not every mail server reads the same. It was not sent; that is an error of ours.`;
  return { kind: 'rejected', stage: 'data', enhanced: '5.6.0', text };
}

/** Doubles every dot that begins a line (RFC 5321 §4.5.2). The usual message has none and is given back as it is. */
export function stuffDots(message: Buffer): Buffer {
  const startsWithDot = message[0] === DOT;
  let found = message.indexOf(DOT_AT_LINE_START);
  if (found < 0 && !startsWithDot) return message;
  const parts: Buffer[] = startsWithDot ? [ONE_DOT] : [];
  let from = 0;
  while (found >= 0) {
    parts.push(message.subarray(from, found + 2), ONE_DOT);
    from = found + 2;
    found = message.indexOf(DOT_AT_LINE_START, from);
  }
  return Buffer.concat([...parts, message.subarray(from)]);
}

/** What follows the message: the line with the dot, after the end of the last line where that is missing. */
export function endOf(message: Buffer): Buffer {
  return endsWithLine(message) ? END : END_AFTER_LINE;
}

/** The message as it arrives where no dot follows it: the end of the last line is added where it is missing. */
export function withLastLineEnd(message: Buffer): Buffer {
  return endsWithLine(message) ? message : Buffer.concat([message, LINE_END]);
}

function endsWithLine(message: Buffer): boolean {
  return message.length === 0 || (message.at(-2) === CR && message.at(-1) === LF);
}

const LF = 0x0a;
const CR = 0x0d;
const DOT = 0x2e;
const DOT_AT_LINE_START = Buffer.from('\r\n.');
const ONE_DOT = Buffer.from('.');
const LINE_END = Buffer.from('\r\n');
const END = Buffer.from('.\r\n');
const END_AFTER_LINE = Buffer.from('\r\n.\r\n');
