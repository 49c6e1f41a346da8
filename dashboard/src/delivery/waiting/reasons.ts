import type { Reason as Cause, QueuedSend } from '#server/delivery/contract.ts';

/** What mail waits for as a whole, or single messages that were refused for now. */
export type ReasonKind = Cause['kind'] | 'retry_later';

/**
 * How much somebody is needed: `trouble` may have to be mended by a person, `limit` is a bound somebody set, `slow` ends
 * when the receivers like, `retry` is about single messages.
 */
type Gravity = 'trouble' | 'limit' | 'slow' | 'retry';

const gravity: Record<ReasonKind, Gravity> = {
  server_paused: 'trouble',
  login_refused: 'trouble',
  server_down: 'trouble',
  install_down: 'trouble',
  no_server: 'trouble',
  name_servers: 'trouble',
  sender_refused: 'trouble',
  cannot_be_made: 'trouble',
  server_limit: 'limit',
  receiver_limit: 'limit',
  account_cap: 'limit',
  warm_up: 'limit',
  connections: 'slow',
  receiver_slow: 'slow',
  receiver_down: 'slow',
  retry_later: 'retry',
};
export const gravityOf = ({ kind }: Pick<Reason, 'kind'>): Gravity => gravity[kind];

export interface Reason {
  kind: ReasonKind;
  /** The product's own words, or the mail server's. */
  why: string;
  /** The account's own sending server that it is about. */
  serverId: string | null;
  count: number;
  /** When it goes on, or is tried again; null when nobody knows. */
  nextAt: string | null;
  campaigns: { id: string; name: string }[];
}

export const waitingOf = ({ waitingToStart, deferred }: QueuedSend) => waitingToStart + deferred.count;

const weight: Record<Gravity, number> = { trouble: 3, limit: 2, slow: 1, retry: 0 };

/** Everything that holds mail back, each reason once, over all campaigns; the gravest kind first, then the largest. */
export function reasonsOf(sends: readonly QueuedSend[]): Reason[] {
  const reasons = new Map<string, Reason>();
  for (const send of sends) for (const reason of reasonsOfOne(send)) add(reasons, reason);
  return [...reasons.values()].toSorted(
    (one, other) => weight[gravityOf(other)] - weight[gravityOf(one)] || other.count - one.count,
  );
}

function reasonsOfOne(send: QueuedSend): Reason[] {
  // A person holds it: that is all there is to say.
  if (send.state === 'paused') return [];
  const campaigns = [{ id: send.campaignId, name: send.name }];
  const held = send.held.map((part) => ({ ...part, campaigns }));
  const deferred = send.deferred.reasons.map(({ reason, count }) => ({
    kind: 'retry_later' as const,
    why: reason,
    serverId: null,
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
  if (rest === 0 && held.some((one) => isAlike(one, waiting))) return [];
  return [{ ...waiting, count: rest, nextAt: null, campaigns }];
}

const isAlike = (one: Cause, other: Cause) => one.kind === other.kind && one.serverId === other.serverId;

function add(reasons: Map<string, Reason>, reason: Reason) {
  const key = keyOf(reason);
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

/** What is said apart: several limits of one server, or the words of several receivers, are different reasons. */
export const keyOf = ({ kind, serverId, why }: Reason) => `${kind} ${serverId} ${why}`;

const earlier = (one: string | null, other: string | null) =>
  one === null || (other !== null && other < one) ? other : one;
