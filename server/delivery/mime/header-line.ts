import { encodeWords } from './encoded-words.ts';
import { assertHeaderValue, HeaderError } from './header-error.ts';

const SOFT_LIMIT = 78;
const HARD_LIMIT = 998;

/** One field of a message header, in the two forms it is needed in. */
export interface HeaderField {
  name: string;
  /** Ready for the wire, folded, with its CRLF. */
  raw: string;
  /** As DKIM signs it: relaxed canonical form (RFC 6376 §3.4.2) with its CRLF. */
  relaxed: string;
}

/**
 * One header field of unstructured text (Subject), ready for the wire with its CRLF. Text that is not plain ASCII,
 * that a parser could misread, or that has no place to fold goes out as encoded words.
 */
export function textHeader(name: string, value: string): HeaderField {
  assertHeaderValue(name, value);
  if (travelsAsIs(value)) return structuredHeader(name, value.split(' '));
  return structuredHeader(name, encodeWords(value, name.length + 2));
}

/**
 * One header field from tokens that may be parted by folding whitespace. Lines are kept to 78 characters where the
 * tokens allow it.
 *
 * @throws {HeaderError} when one token alone passes the 998 octets of RFC 5322 §2.1.1
 */
export function structuredHeader(name: string, tokens: string[]): HeaderField {
  let raw = `${name}:`;
  let column = raw.length;
  for (const [index, token] of tokens.entries()) {
    assertHeaderValue(name, token);
    const octets = Buffer.byteLength(token);
    if (octets + 1 > HARD_LIMIT) {
      throw new HeaderError(
        name,
        `The ${name} header has a part of ${octets} characters; at most 997 fit on a line.`,
      );
    }
    const fits = column + 1 + octets <= SOFT_LIMIT || (index === 0 && column + 1 + octets <= HARD_LIMIT);
    raw += fits ? ` ${token}` : `\r\n ${token}`;
    column = fits ? column + 1 + octets : 1 + octets;
  }
  return { name, raw: `${raw}\r\n`, relaxed: relaxedHeader(name, tokens.join(' ')) };
}

/** A field whose value is known to be short, printable and without a place to fold. */
export function plainHeader(name: string, value: string): HeaderField {
  return { name, raw: `${name}: ${value}\r\n`, relaxed: relaxedHeader(name, value) };
}

function relaxedHeader(name: string, unfolded: string): string {
  const value = /[ \t]{2}|\t/.test(unfolded) ? unfolded.replace(/[ \t]+/g, ' ') : unfolded;
  return `${name.toLowerCase()}:${value.trim()}\r\n`;
}

function travelsAsIs(value: string): boolean {
  return /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(value) && !value.includes('=?') && !/[^ ]{73}/.test(value);
}
