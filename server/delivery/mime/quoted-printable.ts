const LINE = 76;
const HEX = Buffer.from('0123456789ABCDEF');
const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const DOT = 0x2e;
const EQUALS = 0x3d;
const CAPITAL_F = 0x46;
const SMALL_R = 0x72;

/** What is written for each ASCII character: itself (1), or something that has to be looked at. */
const isLiteral = new Uint8Array(128).map((_, code) =>
  code > SPACE && code < 0x7f && code !== EQUALS && code !== DOT && code !== CAPITAL_F ? 1 : 0,
);

/** The most octets that so many UTF-16 units can become: nine for each, and a soft break at every 64th or later. */
export const mostOctets = (units: number): number => units * 10 + 16;

/** Where the writing of an encoded text stands: the next octet's place, and its column in the line. */
export interface Pen {
  at: number;
  column: number;
}

/**
 * Writes text as canonical quoted-printable (RFC 2045 §6.7): UTF-8, lines of at most 76 octets, CRLF only. Every line
 * break of the input (CRLF, CR or LF) becomes CRLF. Soft breaks never split a character, and what relays have been
 * seen to change is encoded: trailing blanks, a dot or "From " at the start of a line.
 *
 * Two things others rely on: no line starts with a dot, so the text needs no dot-stuffing; and no two blanks stand
 * side by side, none at the end of a line, and no tab anywhere, so the relaxed canonical form of DKIM (RFC 6376 §3.4.4)
 * is the text itself. A text may begin at any column, and what follows it may begin with anything.
 *
 * @param out has room for {@link mostOctets} from `pen.at` on
 */
export function writeQuotedPrintable(out: Uint8Array, pen: Pen, text: string): void {
  let { at, column } = pen;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 128 && isLiteral[code] === 1) {
      // One column is kept free for the "=" of the soft break.
      if (column >= LINE - 1) {
        at = softBreak(out, at);
        column = 0;
      }
      out[at++] = code;
      column++;
      continue;
    }
    if (code === CR || code === LF) {
      if (code === CR && text.charCodeAt(i + 1) === LF) i++;
      out[at++] = CR;
      out[at++] = LF;
      column = 0;
      continue;
    }
    if (code === SPACE || code === DOT || code === CAPITAL_F) {
      if (column >= LINE - 1) {
        at = softBreak(out, at);
        column = 0;
      }
      if (staysAsIs(out, at, column, code, text, i)) {
        out[at++] = code;
        column++;
        continue;
      }
    }
    const point = text.codePointAt(i)!;
    if (point > 0xffff) i++;
    const width = 3 * octetsOf(point);
    if (column + width > LINE - 1) {
      at = softBreak(out, at);
      column = 0;
    }
    at = writePoint(out, at, point);
    column += width;
  }
  pen.at = at;
  pen.column = column;
}

function staysAsIs(
  out: Uint8Array,
  at: number,
  column: number,
  code: number,
  text: string,
  i: number,
): boolean {
  if (code === DOT) return column > 0;
  const next = i + 1 < text.length ? text.charCodeAt(i + 1) : LF;
  // An F that ends its text may be followed by "rom ".
  if (code === CAPITAL_F) return column > 0 || (next !== SMALL_R && i + 1 < text.length);
  return next !== CR && next !== LF && (column === 0 || out[at - 1] !== SPACE);
}

function softBreak(out: Uint8Array, at: number): number {
  out[at] = EQUALS;
  out[at + 1] = CR;
  out[at + 2] = LF;
  return at + 3;
}

function octetsOf(point: number): number {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}

/** The octets of a character, each as "=" and two digits. Half a surrogate pair becomes U+FFFD. */
function writePoint(out: Uint8Array, start: number, point: number): number {
  if (point < 0x80) return writeHex(out, start, point);
  if (point < 0x800) return writeHex(out, writeHex(out, start, 0xc0 | (point >> 6)), 0x80 | (point & 63));
  const whole = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
  let at =
    whole < 0x10000
      ? writeHex(out, start, 0xe0 | (whole >> 12))
      : writeHex(out, writeHex(out, start, 0xf0 | (whole >> 18)), 0x80 | ((whole >> 12) & 63));
  at = writeHex(out, at, 0x80 | ((whole >> 6) & 63));
  return writeHex(out, at, 0x80 | (whole & 63));
}

function writeHex(out: Uint8Array, at: number, octet: number): number {
  out[at] = EQUALS;
  out[at + 1] = HEX[octet >> 4]!;
  out[at + 2] = HEX[octet & 15]!;
  return at + 3;
}
