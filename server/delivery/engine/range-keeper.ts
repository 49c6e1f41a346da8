import type { Database } from '#server/platform/database/index.ts';
import { type HeldRange, thisMoment } from './held-range.ts';
import { findWork, leaseRange, renewLeases, type Work } from './lease-range.ts';
import { type Held, type OnFinished, releaseRange } from './release-range.ts';

/** Ranges one engine holds at most, whatever stands in their way. */
const MOST_RANGES = 64;

/** Every which lease is of a range that was held back, where there is one. */
const WAITED_EVERY = 4;

/** The ranges this worker has leased: which to take next, and giving them back. */
export class RangeKeeper {
  ranges: HeldRange[] = [];
  #database: Database;
  #worker: string;
  #onFinished: OnFinished;
  /** Whether something was announced since work was last looked for. */
  #mayHaveWork = true;
  /** Whether there was more than was taken on then. */
  #hasMore = false;
  /** When an account last had a range leased, counted in leases: who waited longest is next. */
  #turns = new Map<string, number>();
  #turn = 0;

  constructor(database: Database, worker: string, onFinished: OnFinished) {
    this.#database = database;
    this.#worker = worker;
    this.#onFinished = onFinished;
  }

  /** Whether more ranges can be leased beside those that are held. */
  get hasRoom(): boolean {
    return this.ranges.length < MOST_RANGES / 2;
  }

  lookForWork(): void {
    this.#mayHaveWork = true;
  }

  /**
   * Leases a range of every send that has work and none here; when there is too little to do for the connections, one
   * more. No more than that: what this worker holds, another one cannot send.
   *
   * @param leftAlone ids of sends to leave alone for now
   * @param isHungry whether connections could carry more than what is held
   * @returns whether anything was leased
   */
  async leaseMore(leftAlone: string[], isHungry: boolean): Promise<boolean> {
    const isWorthALook = this.#mayHaveWork || (isHungry && this.#hasMore);
    if (!isWorthALook || this.ranges.length >= MOST_RANGES) return false;
    const work = await findWork(this.#database, leftAlone);
    this.#mayHaveWork = false;
    this.#hasMore = work.length > 0 && !isHungry;
    let isAny = false;
    for (const one of this.#choose(work, isHungry)) {
      const range = await leaseRange(this.#database, one, this.#worker, this.#isForThoseThatWaited());
      if (!range) continue;
      this.ranges.push(range);
      this.#turns.set(one.accountId, ++this.#turn);
      // There may be more where this came from.
      this.#mayHaveWork = true;
      isAny = true;
    }
    return isAny;
  }

  /** Now and then what was held back before comes first: what held it may be over. */
  #isForThoseThatWaited(): boolean {
    return this.#turn % WAITED_EVERY === 0;
  }

  #choose(work: Work[], isHungry: boolean): Work[] {
    const held = new Set(this.ranges.map((range) => range.sendId));
    const turn = (one: Work) => this.#turns.get(one.accountId) ?? 0;
    const inTurn = [...work].sort(
      (a, b) =>
        Number(b.stream === 'transactional') - Number(a.stream === 'transactional') || turn(a) - turn(b),
    );
    const fresh = inTurn.filter(({ sendId }) => !held.has(sendId));
    if (fresh.length > 0) return fresh.slice(0, MOST_RANGES - this.ranges.length);
    return isHungry ? inTurn.slice(0, 1) : [];
  }

  /** Renews all leases. A range that was lost is not gated any more; what is in flight still settles. */
  async renew(): Promise<void> {
    if (this.ranges.length === 0) return;
    const renewing = [...this.ranges];
    const renewedAt = thisMoment();
    const kept = await renewLeases(
      this.#database,
      renewing.map((range) => range.lease),
    );
    for (const range of renewing) {
      if (kept.has(range.lease)) range.renewedAt = renewedAt;
      else range.isOver = true;
    }
  }

  /** Gives a range back that has nothing in flight. */
  async release(range: HeldRange, held?: Held): Promise<void> {
    await releaseRange(this.#database, range, this.#onFinished, held);
    this.ranges = this.ranges.filter((one) => one !== range);
    this.#mayHaveWork = true;
  }
}
