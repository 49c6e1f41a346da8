import type { Database } from '#server/platform/database/index.ts';
import type { HeldRange } from './held-range.ts';
import { findWork, leaseRange, renewLeases, type Work } from './lease-range.ts';
import { type OnFinished, releaseRange } from './release-range.ts';

/** Ranges one engine holds at once: of so many sends it sends in turn. */
const MOST_RANGES = 6;

/** The ranges this worker has leased: which to take next, and giving them back. */
export class RangeKeeper {
  ranges: HeldRange[] = [];
  #database: Database;
  #worker: string;
  #onFinished: OnFinished;
  #mayHaveWork = true;
  /** When an account last had a range leased, counted in leases: who waited longest is next. */
  #turns = new Map<string, number>();
  #turn = 0;

  constructor(database: Database, worker: string, onFinished: OnFinished) {
    this.#database = database;
    this.#worker = worker;
    this.#onFinished = onFinished;
  }

  lookForWork(): void {
    this.#mayHaveWork = true;
  }

  /** Leases one range of each send that has work and none here, and a second one for a send that is alone. */
  async leaseMore(except: string[]): Promise<void> {
    if (!this.#mayHaveWork || this.ranges.length >= MOST_RANGES) return;
    this.#mayHaveWork = false;
    for (const work of this.#choose(await findWork(this.#database, except))) {
      const range = await leaseRange(this.#database, work, this.#worker);
      if (!range) continue;
      this.ranges.push(range);
      this.#turns.set(work.accountId, ++this.#turn);
      if (this.ranges.length === 1) this.#mayHaveWork = true;
    }
  }

  #choose(work: Work[]): Work[] {
    const held = new Set(this.ranges.map((range) => range.sendId));
    const room = MOST_RANGES - this.ranges.length;
    const fresh = work.filter(({ sendId }) => !held.has(sendId));
    if (fresh.length === 0 && held.size === 1 && this.ranges.length === 1) return work;
    const turn = (one: Work) => this.#turns.get(one.accountId) ?? 0;
    return fresh.sort((a, b) => turn(a) - turn(b)).slice(0, room);
  }

  /** Renews all leases. A range that was lost is not gated any more; what is in flight still settles. */
  async renew(): Promise<void> {
    if (this.ranges.length === 0) return;
    const renewing = [...this.ranges];
    const kept = await renewLeases(
      this.#database,
      renewing.map((range) => range.lease),
    );
    for (const range of renewing) if (!kept.has(range.lease)) range.isSwept = true;
  }

  /** Gives back the ranges that are through and have nothing in flight, and answers them. */
  async releaseSwept(): Promise<HeldRange[]> {
    const through = this.ranges.filter((range) => range.isSwept && range.inFlight === 0);
    for (const range of through) {
      await releaseRange(this.#database, range, this.#onFinished);
      this.ranges = this.ranges.filter((one) => one !== range);
      this.#mayHaveWork = true;
    }
    return through;
  }
}
