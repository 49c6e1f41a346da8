const LINE = 76;
const HEX = Buffer.from('0123456789ABCDEF');
const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;
const EQUALS = 0x3d;

/**
 * Text as canonical quoted-printable (RFC 2045 §6.7): UTF-8, lines of at most 76 octets, CRLF only. Every line
 * break of the input (CRLF, CR or LF) becomes CRLF. Soft breaks never split a character, trailing blanks are
 * encoded, and a dot or "From " at the start of a line is encoded too, because relays have been seen to change both.
 */
export function quotedPrintable(text: string): Buffer {
  const input = Buffer.from(text);
  // The worst case is three octets for each one, plus a soft break (three octets) for every 24 such triplets.
  const out = Buffer.allocUnsafe(input.length * 4 + 16);
  let at = 0;
  let column = 0;

  const hex = (byte: number) => {
    out[at++] = EQUALS;
    out[at++] = HEX[byte >> 4]!;
    out[at++] = HEX[byte & 15]!;
    column += 3;
  };
  const lineBreak = () => {
    out[at++] = CR;
    out[at++] = LF;
    column = 0;
  };

  for (let i = 0; i < input.length; i++) {
    const byte = input[i]!;
    if (byte === CR || byte === LF) {
      if (byte === CR && input[i + 1] === LF) i++;
      lineBreak();
      continue;
    }
    const plain = isLiteral(input, i, column);
    const width = plain ? 1 : 3 * characterLength(byte);
    // One column is kept free for the "=" of the soft break.
    if (column + width > LINE - 1) {
      out[at++] = EQUALS;
      lineBreak();
    }
    // After a soft break the same octet stands at the start of a line, where a dot or an F is not literal any more.
    if (plain && (column > 0 || isLiteral(input, i, 0))) {
      out[at++] = byte;
      column++;
    } else hex(byte);
  }
  return out.subarray(0, at);
}

function isLiteral(input: Buffer, i: number, column: number): boolean {
  const byte = input[i]!;
  if (byte === SPACE || byte === TAB) return !endsLine(input[i + 1]);
  if (column === 0 && byte === 0x2e) return false;
  if (column === 0 && byte === 0x46 && input.toString('latin1', i, i + 5) === 'From ') return false;
  return byte > SPACE && byte < 0x7f && byte !== EQUALS;
}

function endsLine(next: number | undefined): boolean {
  return next === undefined || next === CR || next === LF;
}

/** Octets of the UTF-8 character that starts with this byte; continuation bytes count for themselves. */
function characterLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}
