import type { Outcome } from '../smtp/index.ts';
import type { Found, Reason, Way } from '../ways/index.ts';
import { limitsKey } from './limits-key.ts';

/** A message of a leased range that may go next. The domain is that of its recipient. */
export type Candidate = { position: number; domain: string };

/** Messages that leave over one lane and count against the same limits, the next one last. */
type Queue = { way: Way; next: Candidate[] };

/**
 * What of a leased range is still to leave, by the lane it would take. The lease makes these messages ours, so they can
 * be read once and chosen from memory; the gate has the last word on each.
 */
export class Candidates {
  #open: Map<number, Candidate>;
  #isRouted = false;
  #lanes = new Map<string, Queue[]>();
  #verdicts: { candidate: Candidate; outcome: Outcome }[] = [];
  #waiting: Reason | undefined;
  #asking = 0;

  /** @param open in the order of sending */
  constructor(open: Candidate[]) {
    this.#open = new Map(open.map((candidate) => [candidate.position, candidate]));
  }

  get size(): number {
    return this.#open.size;
  }

  /** The ways that messages leave by, and how many each. Those of one lane share its connections. */
  get ways(): { way: Way; count: number }[] {
    return [...this.#lanes.values()].flat().map(({ way, next }) => ({ way, count: next.length }));
  }

  /** Whether a message can leave over a lane, by a way that is open. */
  has(lane: string, isOpen: (way: Way) => boolean): boolean {
    return this.#lanes.get(lane)?.some(({ way }) => isOpen(way)) ?? false;
  }

  /** Whether the way of some is still being asked for, or known to need no connection: they go on by themselves. */
  get isMoving(): boolean {
    return this.#asking > 0 || this.#verdicts.length > 0;
  }

  /** Why some have no way at present: what most of them wait for. */
  get waiting(): Reason | undefined {
    return this.#waiting;
  }

  /** The ways may be others now. */
  forgetWays(): void {
    this.#isRouted = false;
  }

  /** Finds the way of each message unless it is known. */
  route(find: (domain: string) => Found): void {
    if (this.#isRouted) return;
    this.#isRouted = true;
    const known = new Map<string, Found>();
    const waiting: Reason[] = [];
    this.#lanes = new Map();
    this.#verdicts = [];
    this.#asking = 0;
    for (const candidate of this.#open.values()) {
      const found = known.get(candidate.domain) ?? find(candidate.domain);
      known.set(candidate.domain, found);
      if (found.kind === 'way') this.#queue(found.way, candidate);
      else if (found.kind === 'verdict') this.#verdicts.push({ candidate, outcome: found.outcome });
      else if (found.kind === 'asking') this.#asking += 1;
      else waiting.push(found.reason);
    }
    for (const queues of this.#lanes.values()) for (const { next } of queues) next.reverse();
    this.#waiting = commonest(waiting);
  }

  /** Takes the next message that leaves over a lane by a way that is open. */
  take(lane: string, isOpen: (way: Way) => boolean): { way: Way; candidate: Candidate } | undefined {
    const queues = this.#lanes.get(lane) ?? [];
    const open = queues.filter(({ way }) => isOpen(way));
    if (open.length === 0) return undefined;
    const queue = open.reduce((first, one) =>
      one.next.at(-1)!.position < first.next.at(-1)!.position ? one : first,
    );
    const candidate = queue.next.pop()!;
    this.#open.delete(candidate.position);
    if (queue.next.length === 0) this.#remove(lane, queue);
    return { way: queue.way, candidate };
  }

  #remove(lane: string, queue: Queue): void {
    const left = this.#lanes.get(lane)!.filter((one) => one !== queue);
    if (left.length > 0) this.#lanes.set(lane, left);
    else this.#lanes.delete(lane);
  }

  /** Takes a message whose end is known without a connection. */
  takeVerdict(): { candidate: Candidate; outcome: Outcome } | undefined {
    const taken = this.#verdicts.pop();
    if (taken) this.#open.delete(taken.candidate.position);
    return taken;
  }

  /** A message that was taken cannot go at once after all: it is the next one of its lane again. */
  giveBack(way: Way, candidate: Candidate): void {
    this.#open.set(candidate.position, candidate);
    this.#queue(way, candidate);
  }

  /** A message that had passed the gate has not left after all; its way has to be found anew. */
  putBack(candidate: Candidate): void {
    this.#open.set(candidate.position, candidate);
    this.#isRouted = false;
  }

  #queue(way: Way, candidate: Candidate): void {
    const queues = this.#lanes.get(way.lane) ?? [];
    const queue = queues.find((one) => limitsKey(one.way.subjects) === limitsKey(way.subjects));
    if (queue) {
      queue.way = way;
      queue.next.push(candidate);
    } else {
      this.#lanes.set(way.lane, [...queues, { way, next: [candidate] }]);
    }
  }
}

/** Reasons of one kind that are about the same server are one, whatever each of them says. */
function commonest(reasons: Reason[]): Reason | undefined {
  const alike = Map.groupBy(reasons, ({ kind, serverId }) => `${kind} ${serverId}`);
  return [...alike.values()].sort((a, b) => b.length - a.length)[0]?.[0];
}

/** The domain of an address as the ways know it. */
export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase();
