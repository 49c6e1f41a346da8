import { encodeWords } from './encoded-words.ts';
import { assertHeaderValue, HeaderError } from './header-error.ts';

const SOFT_LIMIT = 78;
const HARD_LIMIT = 998;

/**
 * One header field of unstructured text (Subject), ready for the wire with its CRLF. Text that is not plain ASCII,
 * that a parser could misread, or that has no place to fold goes out as encoded words.
 */
export function textHeader(name: string, value: string): string {
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
export function structuredHeader(name: string, tokens: string[]): string {
  let out = `${name}:`;
  let column = out.length;
  for (const [index, token] of tokens.entries()) {
    assertHeaderValue(name, token);
    const bytes = Buffer.byteLength(token);
    if (bytes + 1 > HARD_LIMIT) {
      throw new HeaderError(
        name,
        `The ${name} header has a part of ${bytes} characters; at most 997 fit on a line.`,
      );
    }
    const fits = column + 1 + bytes <= SOFT_LIMIT || (index === 0 && column + 1 + bytes <= HARD_LIMIT);
    out += fits ? ` ${token}` : `\r\n ${token}`;
    column = fits ? column + 1 + bytes : 1 + bytes;
  }
  return `${out}\r\n`;
}

function travelsAsIs(value: string): boolean {
  return /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(value) && !value.includes('=?') && !/[^ ]{73}/.test(value);
}
