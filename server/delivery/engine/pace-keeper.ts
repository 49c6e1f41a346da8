import { performance } from 'node:perf_hooks';
import type { Pace } from '../pace/pace.ts';
import type { LimitedSubject, Reason, Way } from '../ways/index.ts';
import type { Chosen } from './choose-messages.ts';
import type { Blockage } from './lane-pool.ts';
import { limitsKey } from './limits-key.ts';

/** Milliseconds. */
const [MOMENT, SOON] = [1_500, 60_000];

type Granted = { subjects: LimitedSubject[]; chosen: Chosen[]; at?: string };

/** Asks the limits that all workers share before messages pass the gate, and remembers what they refused for a while. */
export class PaceKeeper {
  #pace: Pace | undefined;
  #onFree: () => void;
  #blocked = new Map<string, Blockage>();
  #granted: Granted[] = [];

  /** @param onFree called when something may go that was refused before */
  constructor(pace: Pace | undefined, onFree: () => void) {
    this.#pace = pace;
    this.#onFree = onFree;
  }

  /** Which limit holds a way's messages back, and until when. */
  blockage({ subjects }: Way): Blockage | undefined {
    if (subjects.length === 0 || this.#blocked.size === 0) return undefined;
    const key = limitsKey(subjects);
    const blockage = this.#blocked.get(key);
    if (blockage && blockage.until > performance.now()) return blockage;
    this.#blocked.delete(key);
    return undefined;
  }

  /** Those of the chosen messages that the limits let go now; the others are given back to their ranges. */
  async reserve(chosen: Chosen[]): Promise<Chosen[]> {
    this.#granted = [];
    const limited = this.#pace ? chosen.filter(({ way }) => way && way.subjects.length > 0) : [];
    if (!this.#pace || limited.length === 0) return chosen;
    const asks = groupBySubjects(limited);
    const grants = await this.#pace.reserve(
      asks.map(({ subjects, chosen }) => ({ subjects, wanted: chosen.length })),
    );
    const refused = new Set<Chosen>();
    grants.forEach(({ granted, at, waiting }, index) => {
      const ask = asks[index]!;
      for (const one of ask.chosen.splice(granted).reverse()) {
        refused.add(one);
        one.range.candidates.giveBack(one.way!, one.candidate);
      }
      if (ask.chosen.length > 0) this.#granted.push({ ...ask, ...(at !== undefined && { at }) });
      if (waiting) this.#block(ask.subjects, waiting.reason, waiting.seconds * 1000);
    });
    return chosen.filter((one) => !refused.has(one));
  }

  #block(subjects: LimitedSubject[], reason: Reason, milliseconds: number): void {
    const key = limitsKey(subjects);
    const blockage = { reason, until: performance.now() + milliseconds, isFlow: milliseconds < MOMENT };
    this.#blocked.set(key, blockage);
    // What waits for longer is looked at again anyway. A timer may be a moment early, hence the end by its own hand.
    if (milliseconds > SOON) return;
    const timer = setTimeout(() => {
      if (this.#blocked.get(key) === blockage) this.#blocked.delete(key);
      this.#onFree();
    }, Math.ceil(milliseconds));
    timer.unref();
  }

  /** Gives back what was granted last and did not pass the gate. */
  async settle(didPass: (one: Chosen) => boolean): Promise<void> {
    const unused = this.#granted
      .map(({ subjects, chosen, at }) => ({
        subjects,
        count: chosen.filter((one) => !didPass(one)).length,
        ...(at !== undefined && { at }),
      }))
      .filter(({ count }) => count > 0);
    this.#granted = [];
    // What cannot be given back is wasted, which is safe; what the gate has done stands either way.
    if (unused.length > 0) await this.#pace?.giveBack(unused).catch(() => {});
  }
}

/** Transactional messages are asked for first. */
function groupBySubjects(chosen: Chosen[]): Granted[] {
  const groups = new Map<string, Granted>();
  for (const stream of ['transactional', 'marketing'] as const) {
    for (const one of chosen) {
      if (one.range.stream !== stream || !one.way) continue;
      const { subjects } = one.way;
      const key = `${stream} ${limitsKey(subjects)}`;
      const group = groups.get(key) ?? { subjects, chosen: [] };
      group.chosen.push(one);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}
