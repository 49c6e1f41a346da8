const LINE = 76;
const HEX = Buffer.from('0123456789ABCDEF');
const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const DOT = 0x2e;
const EQUALS = 0x3d;
const CAPITAL_F = 0x46;
const SMALL_R = 0x72;

/** Stands for the octet behind the last one. */
const NOTHING = -1;

const desk = Buffer.allocUnsafeSlow(16 * 1024);

/** 1 for the octets that are written as they are wherever they stand. */
const isLiteral = new Uint8Array(256).map((_, octet) =>
  octet > SPACE && octet < 0x7f && octet !== EQUALS && octet !== DOT && octet !== CAPITAL_F ? 1 : 0,
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
  // Octets are read faster than characters.
  const isUsual = text.length * 3 <= desk.length;
  const input = isUsual ? desk : Buffer.from(text);
  const end = isUsual ? desk.write(text) : input.length;
  let { at, column } = pen;
  let i = 0;
  while (i < end) {
    // One column is kept free for the "=" of the soft break.
    const start = i;
    const stop = Math.min(end, i + LINE - 1 - column);
    while (i < stop && isLiteral[input[i]!] === 1) out[at++] = input[i++]!;
    column += i - start;
    if (i === end) break;

    const octet = input[i]!;
    const next = i + 1 < end ? input[i + 1]! : NOTHING;
    if (octet === CR || octet === LF) {
      i += octet === CR && next === LF ? 2 : 1;
      out[at++] = CR;
      out[at++] = LF;
      column = 0;
      continue;
    }
    const asIs = isLiteral[octet] === 1 || staysAsIs(octet, next, column, out[at - 1]);
    const length = asIs ? 1 : characterLength(octet);
    const width = asIs ? 1 : 3 * length;
    if (column + width > LINE - 1) {
      // The same octet is looked at again, now at the start of a line.
      out[at++] = EQUALS;
      out[at++] = CR;
      out[at++] = LF;
      column = 0;
      continue;
    }
    if (asIs) out[at++] = octet;
    else {
      for (let k = i; k < i + length; k++) {
        out[at++] = EQUALS;
        out[at++] = HEX[input[k]! >> 4]!;
        out[at++] = HEX[input[k]! & 15]!;
      }
    }
    i += length;
    column += width;
  }
  pen.at = at;
  pen.column = column;
}

function staysAsIs(octet: number, next: number, column: number, before: number | undefined): boolean {
  if (octet === DOT) return column > 0;
  // At the start of a line an F that ends its text may be followed by "rom ".
  if (octet === CAPITAL_F) return column > 0 || (next !== SMALL_R && next !== NOTHING);
  if (octet !== SPACE || next === CR || next === LF || next === NOTHING) return false;
  return column === 0 || before !== SPACE;
}

/** Octets of the UTF-8 character that starts with this one. */
function characterLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}
