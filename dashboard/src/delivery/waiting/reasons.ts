import type { QueuedSend } from '#server/delivery/contract.ts';

/**
 * What kind of thing mail waits for: `limit` a bound somebody set, `slow` a receiver asked for less, `retry` single
 * messages refused for now, `trouble` something between us and the mail server that a person may have to mend.
 */
export type ReasonKind = 'limit' | 'slow' | 'retry' | 'trouble';

export interface Reason {
  kind: ReasonKind;
  /** The product's own words, or the mail server's. */
  why: string;
  count: number;
  /** When it goes on, or is tried again; null when nobody knows. */
  nextAt: string | null;
  campaigns: { id: string; name: string }[];
}

export const waitingOf = ({ waitingToStart, deferred }: QueuedSend) => waitingToStart + deferred.count;

const weight: Record<ReasonKind, number> = { trouble: 3, limit: 2, slow: 1, retry: 0 };

/** Everything that holds mail back, each reason once, over all campaigns; the gravest kind first, then the largest. */
export function reasonsOf(sends: readonly QueuedSend[]): Reason[] {
  const reasons = new Map<string, Reason>();
  for (const send of sends) for (const reason of reasonsOfOne(send)) add(reasons, reason);
  return [...reasons.values()].toSorted(
    (one, other) => weight[other.kind] - weight[one.kind] || other.count - one.count,
  );
}

function reasonsOfOne(send: QueuedSend): Reason[] {
  // A person holds it: that is all there is to say.
  if (send.state === 'paused') return [];
  const campaigns = [{ id: send.campaignId, name: send.name }];
  const held = send.held.map((part) => ({ ...part, kind: kindOf(part.why), campaigns }));
  const deferred = send.deferred.reasons.map(({ reason, count }) => ({
    kind: 'retry' as const,
    why: reason,
    count,
    nextAt: send.deferred.nextAt,
    campaigns,
  }));
  const { waiting } = send;
  if (waiting === null || held.some(({ why }) => why === waiting)) return [...held, ...deferred];
  const whole = { kind: kindOf(waiting), why: waiting, count: restOf(send), nextAt: null, campaigns };
  return [whole, ...held, ...deferred];
}

/** What waits and is not counted among the held. */
const restOf = ({ waitingToStart, held }: QueuedSend) =>
  Math.max(0, waitingToStart - held.reduce((sum, { count }) => sum + count, 0));

export function kindOf(why: string): ReasonKind {
  if (/^Waiting for the .*limit/i.test(why)) return 'limit';
  if (/asked us to (pause|slow down)|takes no (mail at the moment|more at once)/i.test(why)) return 'slow';
  return 'trouble';
}

function add(reasons: Map<string, Reason>, reason: Reason) {
  const key = `${reason.kind} ${reason.why}`;
  const known = reasons.get(key);
  if (!known) {
    reasons.set(key, reason);
    return;
  }
  known.count += reason.count;
  known.nextAt = earlier(known.nextAt, reason.nextAt);
  known.campaigns = [...known.campaigns, ...reason.campaigns];
}

const earlier = (one: string | null, other: string | null) =>
  one === null || (other !== null && other < one) ? other : one;
