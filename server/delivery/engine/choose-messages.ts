import type { Outcome } from '../smtp/index.ts';
import type { Way } from '../ways/index.ts';
import type { Candidate } from './candidates.ts';
import type { HeldRange } from './held-range.ts';

/** A message that may pass the gate now: over a free connection of its way, or to an end that is known without one. */
export type Chosen = { range: HeldRange; candidate: Candidate } & (
  | { way: Way; outcome?: never }
  | { way?: never; outcome: Outcome }
);

/** Who had a message chosen when, counted in messages: who waited longest is next. */
export class Turns {
  #turn = 0;
  #last = new Map<string, number>();

  took(range: HeldRange): void {
    this.#turn += 1;
    this.#last.set(range.accountId, this.#turn);
    this.#last.set(range.sendId, this.#turn);
  }

  of(id: string): number {
    return this.#last.get(id) ?? 0;
  }

  /** Forgets those of whom nothing is held. */
  keep(ranges: readonly HeldRange[]): void {
    const held = new Set(ranges.flatMap(({ accountId, sendId }) => [accountId, sendId]));
    for (const id of this.#last.keys()) if (!held.has(id)) this.#last.delete(id);
  }
}

/**
 * Chooses messages for the free connections of one lane: transactional ones first, then accounts in turn, then the
 * sends of an account in turn, each in the order of sending. What a limit holds back is passed over.
 *
 * @param isOpen whether no limit holds back what leaves by a way
 */
export function chooseForLane(
  ranges: readonly HeldRange[],
  lane: string,
  free: number,
  turns: Turns,
  isOpen: (way: Way) => boolean,
): Chosen[] {
  const chosen: Chosen[] = [];
  let willing = ranges.filter(({ candidates }) => candidates.has(lane, isOpen));
  while (chosen.length < free && willing.length > 0) {
    const range = willing.reduce((best, one) => (isBefore(one, best, turns) ? one : best));
    chosen.push({ range, ...range.candidates.take(lane, isOpen)! });
    turns.took(range);
    if (!range.candidates.has(lane, isOpen)) willing = willing.filter((one) => one !== range);
  }
  return chosen;
}

/** Chooses messages that need no connection. */
export function chooseVerdicts(ranges: readonly HeldRange[], most: number): Chosen[] {
  const chosen: Chosen[] = [];
  for (const range of ranges) {
    while (chosen.length < most) {
      const taken = range.candidates.takeVerdict();
      if (!taken) break;
      chosen.push({ range, ...taken });
    }
  }
  return chosen;
}

function isBefore(a: HeldRange, b: HeldRange, turns: Turns): boolean {
  if (a.stream !== b.stream) return a.stream === 'transactional';
  if (a.accountId !== b.accountId) return turns.of(a.accountId) < turns.of(b.accountId);
  if (a.sendId !== b.sendId) return turns.of(a.sendId) < turns.of(b.sendId);
  return a.firstPosition < b.firstPosition;
}
