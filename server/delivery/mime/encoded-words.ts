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
  let room = Math.max(Math.min(WORD, LINE - used), PREFIX + SUFFIX + 12);
  for (const char of text) {
    if (chunk !== '' && wordLength(chunk + char, base64) > room) {
      words.push(encodeWord(chunk, base64));
      chunk = '';
      room = WORD;
    }
    chunk += char;
  }
  words.push(encodeWord(chunk, base64));
  return words;
}

function wordLength(text: string, base64: boolean): number {
  const length = base64 ? Math.ceil(Buffer.byteLength(text) / 3) * 4 : qLength(text);
  return PREFIX + length + SUFFIX;
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
  for (const byte of Buffer.from(text)) length += isPlain(byte) ? 1 : 3;
  return length;
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
