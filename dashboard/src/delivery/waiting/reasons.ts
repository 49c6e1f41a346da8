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
  return [...wholeOf(send, campaigns), ...held, ...deferred];
}

/** What stands still as a whole: also what a worker has on its hands just now, which is not among the held. */
function wholeOf({ waiting, waitingToStart, held }: QueuedSend, campaigns: Reason['campaigns']): Reason[] {
  if (waiting === null) return [];
  const rest = Math.max(0, waitingToStart - held.reduce((sum, { count }) => sum + count, 0));
  if (rest === 0 && held.some(({ why }) => why === waiting)) return [];
  return [{ kind: kindOf(waiting), why: waiting, count: rest, nextAt: null, campaigns }];
}

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
  const isNew = ({ id }: Reason['campaigns'][number]) => known.campaigns.every((one) => one.id !== id);
  known.campaigns = [...known.campaigns, ...reason.campaigns.filter(isNew)];
}

const earlier = (one: string | null, other: string | null) =>
  one === null || (other !== null && other < one) ? other : one;
