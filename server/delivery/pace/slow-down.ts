/** The part of an outcome, or of a failure to connect, that tells what a server meant. */
export type Said = { code?: number | undefined; enhanced?: string | undefined; text: string };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Longer than this no receiver is believed; the next request would only pause again. */
const LONGEST_ASKED = 4 * HOUR;

const GREYLISTED = /gr[ea]y[- ]?list|postgrey|first[- ]time sender|unknown (sender )?triplet/i;

const TOO_MUCH = [
  /\btoo (many|much) .{0,40}\b(connections?|sessions?|messages?|e?-?mails?|concurren\w*|commands?|requests?)\b/i,
  /\b(rate|connection|message|session|sending)[- ]?limit/i,
  /\b(exceed\w*|reached) .{0,40}\b(rate|quota of (messages|connections)|number of (concurrent )?(connections|messages|sessions))\b/i,
  /\bthrottl|\bslow(ing)? down\b|\btoo (fast|quickly)\b|\bunusual rate\b|\btemporarily rate\b/i,
];

/**
 * Whether a reply asks the sender to slow down, so that everything going to the same receiver should: 421, any 4.7.x,
 * 4.3.2 (RFC 3463 §3.4), or words about rates and too many connections or messages, whatever the code.
 *
 * Greylisting is not: it asks one message to wait. Nor is what is said about one mailbox (x.2.x; Gmail's 4.2.1 is a
 * limit of the recipient), nor a connection closed because it was idle (421 4.4.2).
 */
export function isSlowDown(said: Said): boolean {
  const { code, enhanced = '', text } = said;
  if (code === undefined || code < 400 || isGreylisting(said) || /^[45]\.2\./.test(enhanced)) return false;
  if (code === 421) return !enhanced.startsWith('4.4.');
  if (enhanced.startsWith('4.7.') || enhanced === '4.3.2') return true;
  return TOO_MUCH.some((words) => words.test(text));
}

/** Whether a reply is greylisting: this message is asked to come again later, and the receiver is not in trouble. */
export function isGreylisting({ code = 0, text }: Said): boolean {
  return code >= 400 && code < 500 && GREYLISTED.test(text);
}

/**
 * How long a reply asks to wait, in milliseconds; undefined when it does not say. Yahoo's `[TSSnn]` means hours: trying
 * again sooner makes it last longer.
 */
export function askedPause(text: string): number | undefined {
  if (/\[TSS\d*\]/i.test(text)) return HOUR;
  const found = /\b(?:in|after|for|wait) (?:about |at least )?(\d{1,5}|an?) (second|minute|hour)s?\b/i.exec(
    text,
  );
  if (!found) return undefined;
  const unit = { second: SECOND, minute: MINUTE, hour: HOUR }[found[2]!.toLowerCase()]!;
  return Math.min(unit * (Number(found[1]) || 1), LONGEST_ASKED);
}
