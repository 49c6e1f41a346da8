/** Octets after which a reply, however many lines it has, is no longer waited for. RFC 5321 allows lines of 512. */
const LONGEST_REPLY = 32 * 1024;

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const HYPHEN = 0x2d;

/**
 * Cuts what a server sends into whole replies (RFC 5321 §4.2), whatever pieces the network makes of them. A bare LF
 * ends a line as well as CRLF does: replies are only read, so nothing can be smuggled by it.
 */
export class ReplyReader {
  #onReply: (code: number, raw: Buffer) => void;
  #rest: Buffer | undefined;
  /** Where in `#rest` its last line begins. */
  #line = 0;

  /** @param onReply gets the reply's three digits, 0 when it has none that make sense, and its octets without the end */
  constructor(onReply: (code: number, raw: Buffer) => void) {
    this.#onReply = onReply;
  }

  /** Whether all octets received belonged to whole replies. */
  get isEmpty(): boolean {
    return this.#rest === undefined;
  }

  /** Takes the next octets. False once a reply has grown beyond all sense: nothing more must be pushed then. */
  push(chunk: Buffer): boolean {
    const octets = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    let reply = 0;
    let line = this.#line;
    let end = octets.indexOf(LF, octets.length - chunk.length);
    while (end >= 0) {
      if (end - reply > LONGEST_REPLY) return false;
      const isLast = !isContinued(octets, line);
      line = end + 1;
      if (isLast) {
        const raw = octets.subarray(reply, octets[end - 1] === CR ? end - 1 : end);
        reply = line;
        this.#onReply(replyCode(raw), raw);
      }
      end = octets.indexOf(LF, line);
    }
    this.#line = line - reply;
    this.#rest = reply < octets.length ? octets.subarray(reply) : undefined;
    return octets.length - reply <= LONGEST_REPLY;
  }
}

/** The code of a whole reply; 0 when its first and last line do not begin alike with three digits from 200 on. */
function replyCode(raw: Buffer): number {
  const code = codeAt(raw, 0);
  if (raw[3] !== HYPHEN) return code;
  return codeAt(raw, raw.lastIndexOf(LF) + 1) === code ? code : 0;
}

function codeAt(octets: Buffer, start: number): number {
  if (!hasDigits(octets, start)) return 0;
  const after = octets[start + 3];
  if (after !== undefined && after !== SPACE && after !== HYPHEN && after !== CR) return 0;
  const code = (octets[start]! - 48) * 100 + (octets[start + 1]! - 48) * 10 + (octets[start + 2]! - 48);
  return code >= 200 && code < 600 ? code : 0;
}

function isContinued(octets: Buffer, line: number): boolean {
  return octets[line + 3] === HYPHEN && hasDigits(octets, line);
}

function hasDigits(octets: Buffer, start: number): boolean {
  return isDigit(octets[start]) && isDigit(octets[start + 1]) && isDigit(octets[start + 2]);
}

function isDigit(octet: number | undefined): boolean {
  return octet !== undefined && octet >= 48 && octet <= 57;
}
