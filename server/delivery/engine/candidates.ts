import type { Outcome } from '../smtp/index.ts';
import type { Found, Way } from '../ways/index.ts';

/** A message of a leased range that may go next. The domain is that of its recipient. */
export type Candidate = { position: number; domain: string };

/** Messages that leave over one lane, the next one last. */
type Queue = { way: Way; next: Candidate[] };

/**
 * What of a leased range is still to leave, by the lane it would take. The lease makes these messages ours, so they can
 * be read once and chosen from memory; the gate has the last word on each.
 */
export class Candidates {
  #open: Map<number, Candidate>;
  #isRouted = false;
  #lanes = new Map<string, Queue>();
  #verdicts: { candidate: Candidate; outcome: Outcome }[] = [];
  #waiting: { why: string; count: number } | undefined;
  #asking = 0;

  /** @param open in the order of sending */
  constructor(open: Candidate[]) {
    this.#open = new Map(open.map((candidate) => [candidate.position, candidate]));
  }

  get size(): number {
    return this.#open.size;
  }

  /** The lanes that have a message to carry. */
  get lanes(): ReadonlyMap<string, { way: Way; next: readonly Candidate[] }> {
    return this.#lanes;
  }

  /** Whether the way of some is still being asked for, or known to need no connection: they go on by themselves. */
  get isMoving(): boolean {
    return this.#asking > 0 || this.#verdicts.length > 0;
  }

  /** Why some have no way at present, in the words for most of them. */
  get waiting(): string | undefined {
    return this.#waiting?.why;
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
    const reasons = new Map<string, number>();
    this.#lanes = new Map();
    this.#verdicts = [];
    this.#asking = 0;
    for (const candidate of this.#open.values()) {
      const found = known.get(candidate.domain) ?? find(candidate.domain);
      known.set(candidate.domain, found);
      if (found.kind === 'way') this.#queue(found.way, candidate);
      else if (found.kind === 'verdict') this.#verdicts.push({ candidate, outcome: found.outcome });
      else if (found.kind === 'asking') this.#asking += 1;
      else reasons.set(found.why, (reasons.get(found.why) ?? 0) + 1);
    }
    for (const { next } of this.#lanes.values()) next.reverse();
    const [commonest] = [...reasons].sort(([, a], [, b]) => b - a);
    this.#waiting = commonest && { why: commonest[0], count: commonest[1] };
  }

  /** Takes the next message that leaves over a lane. */
  take(lane: string): Candidate | undefined {
    const queue = this.#lanes.get(lane);
    const candidate = queue?.next.pop();
    if (queue?.next.length === 0) this.#lanes.delete(lane);
    if (candidate) this.#open.delete(candidate.position);
    return candidate;
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
    const queue = this.#lanes.get(way.lane);
    if (queue) {
      queue.way = way;
      queue.next.push(candidate);
    } else {
      this.#lanes.set(way.lane, { way, next: [candidate] });
    }
  }
}

/** The domain of an address as the ways know it. */
export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase();
