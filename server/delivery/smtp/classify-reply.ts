import type { Outcome, Stage } from './outcome.ts';

/** What a reply says: its code, enhanced code and the words, multi-line replies joined with a space. */
export type Reply = { code?: number; enhanced?: string; text: string };

/** Reads the words of a reply whose code is known; 0 stands for a reply that had none. */
export function readReply(code: number, raw: Buffer): Reply {
  const lines = raw.toString('utf8').split(/\r?\n/);
  if (code === 0) return { text: readable(lines.join(' ')) };
  const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})(?: |$)/.exec(lines[0]!)?.[1];
  const text = lines.map((line) => line.replace(/^\d{3}[ -]?(?:[245]\.\d{1,3}\.\d{1,3}(?: |$))?/, ''));
  return { code, ...(enhanced && { enhanced }), text: readable(text.join(' ')) };
}

/**
 * Decides what a refusing or unreadable reply means for the message. The first digit of the basic code decides
 * (RFC 5321 §4.2.1); after the final dot anything that is neither 4xx nor 5xx leaves its fate open.
 */
export function classifyRefusal(stage: Stage, reply: Reply): Outcome {
  const digit = Math.floor((reply.code ?? 0) / 100);
  if (digit === 4) return { kind: 'deferred', stage, ...reply };
  if (digit === 5) return { kind: 'rejected', stage, ...reply };
  const kind = stage === 'dot' ? 'unknown' : 'deferred';
  return {
    ...reply,
    kind,
    stage,
    text: `The mail server gave an answer that makes no sense here: ${reply.text}`,
  };
}

/** Bounded and free of control characters, fit to be stored and shown. */
function readable(text: string): string {
  return text
    .replace(/[\x00-\x1f\x7f]+/g, ' ')
    .trim()
    .slice(0, 500);
}
