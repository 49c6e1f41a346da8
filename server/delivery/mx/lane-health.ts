import { isSlowDown } from '../pace/slow-down.ts';
import type { Connection, Outcome, RouteError } from '../smtp/index.ts';

/** Milliseconds for which a lane that cannot be opened is not tried, after the first, second, … time. */
const PAUSES = [30_000, 60_000, 120_000, 300_000];

/** Milliseconds for which receivers that refuse connections because of our pace are left to the governor. */
const PATIENCE = 15 * 60_000;

const MOST_LANES = 20_000;

type Failing = { failures: number; since: number; until: number; outcome: Outcome };

/**
 * Knows the lanes that cannot be opened, so that messages for dead mail hosts take the ordinary retry schedule instead
 * of waiting for a connection that never comes.
 */
export class LaneHealth {
  #now: () => number;
  #alive = new Map<string, Connection[]>();
  #failing = new Map<string, Failing>();

  constructor(now: () => number) {
    this.#now = now;
  }

  opened(lane: string, connection: Connection): void {
    this.#failing.delete(lane);
    this.#alive.set(lane, [...this.#usable(lane), connection]);
    if (this.#alive.size > MOST_LANES) this.#forgetEnded();
  }

  failed(lane: string, error: RouteError): void {
    if (this.#usable(lane).length > 0) return;
    const now = this.#now();
    const before = this.#failing.get(lane);
    const failures = (before?.failures ?? 0) + 1;
    const since = before?.since ?? now;
    const isPace = isSlowDown({ code: error.code, text: error.message }) && now - since < PATIENCE;
    const until = isPace ? now : now + PAUSES[Math.min(failures, PAUSES.length) - 1]!;
    this.#failing.delete(lane);
    this.#failing.set(lane, { failures, since, until, outcome: readRouteError(error) });
    if (this.#failing.size > MOST_LANES) this.#failing.delete(this.#failing.keys().next().value!);
  }

  /** What becomes of messages in the lane without trying; undefined when it is worth a try. */
  verdict(lane: string): Outcome | undefined {
    const failing = this.#failing.get(lane);
    if (!failing || this.#now() >= failing.until || this.#usable(lane).length > 0) return undefined;
    return failing.outcome;
  }

  #usable(lane: string): Connection[] {
    return (this.#alive.get(lane) ?? []).filter((connection) => connection.usable);
  }

  #forgetEnded(): void {
    for (const lane of this.#alive.keys()) if (this.#usable(lane).length === 0) this.#alive.delete(lane);
  }
}

/** RFC 7504: a host that greets with 521 or 556 never takes mail; final when all of them say so. */
function readRouteError(error: RouteError): Outcome {
  const { stage, code, message: text } = error;
  const all = error.cause as RouteError[];
  const never = all.length > 0 && all.every((each) => each.code === 521 || each.code === 556);
  const kind = never ? 'rejected' : 'deferred';
  if (code !== undefined) return { kind, stage, code, text };
  return {
    kind,
    stage,
    enhanced: error.reason === 'certificate' || error.reason === 'tls' ? '4.7.5' : '4.4.1',
    text,
  };
}
