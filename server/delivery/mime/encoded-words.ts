const LINE = 76;
const WORD = 75;
const PREFIX = '=?UTF-8?Q?'.length;
const SUFFIX = '?='.length;

/**
 * Writes text as RFC 2047 encoded words (UTF-8, base64 or Q, whichever is shorter).
 *
 * Each word is at most 75 characters and holds whole characters only; the first one leaves room for `used` columns
 * already taken on its line (RFC 2047 §2 limits such a line to 76). Whitespace between the words is not content.
 */
export function encodeWords(text: string, used: number): string[] {
  const base64 = Buffer.byteLength(text) * 4 < qLength(text) * 3;
  const words: string[] = [];
  let chunk = '';
  let size = 0;
  let room = Math.max(Math.min(WORD, LINE - used), PREFIX + SUFFIX + 12);
  for (const char of text) {
    const more = base64 ? Buffer.byteLength(char) : qLength(char);
    if (chunk !== '' && wordLength(size + more, base64) > room) {
      words.push(encodeWord(chunk, base64));
      chunk = '';
      size = 0;
      room = WORD;
    }
    chunk += char;
    size += more;
  }
  words.push(encodeWord(chunk, base64));
  return words;
}

/** @param size octets of the text in UTF-8 for base64, in its encoded form for Q */
function wordLength(size: number, base64: boolean): number {
  return PREFIX + (base64 ? Math.ceil(size / 3) * 4 : size) + SUFFIX;
}

function encodeWord(text: string, base64: boolean): string {
  const bytes = Buffer.from(text);
  return base64 ? `=?UTF-8?B?${bytes.toString('base64')}?=` : `=?UTF-8?Q?${qEncode(bytes)}?=`;
}

/** The narrow alphabet that RFC 2047 §5 (3) allows inside a phrase; it is right everywhere else too. */
function isPlain(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x20
  );
}

function qLength(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // Each half of a surrogate pair stands for two of the character's four octets, or for the three of U+FFFD.
    if (code < 0x80) length += isPlain(code) ? 1 : 3;
    else if (code < 0x800 || isPaired(text, i, code)) length += 6;
    else length += 9;
  }
  return length;
}

function isPaired(text: string, i: number, code: number): boolean {
  const isLow = (other: number) => other >= 0xdc00 && other <= 0xdfff;
  const isHigh = (other: number) => other >= 0xd800 && other <= 0xdbff;
  return isHigh(code) ? isLow(text.charCodeAt(i + 1)) : isLow(code) && isHigh(text.charCodeAt(i - 1));
}

function qEncode(bytes: Buffer): string {
  let out = '';
  for (const byte of bytes) {
    if (byte === 0x20) out += '_';
    else if (isPlain(byte)) out += String.fromCharCode(byte);
    else out += `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}
