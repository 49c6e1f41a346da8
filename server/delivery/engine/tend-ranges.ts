import { setTimeout as pause } from 'node:timers/promises';
import type { EngineParts } from './engine-parts.ts';
import type { HeldRange } from './held-range.ts';
import { loadSend, UnsendableError } from './load-send.ts';

/** Milliseconds after which ranges are tended again when the database could not be reached. */
const AFTER_FAILURE = 500;

/** Leases and gives back ranges, beside the rounds; never twice at once. */
export class RangeTender {
  /** Whether the connections could carry more than what is held. */
  isHungry = true;
  /** Settles when what is being leased and given back is. */
  underWay: Promise<void> | undefined;
  /** How often in a row the database could not be reached. */
  failures = 0;
  #parts: EngineParts;

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /** Begins to tend the ranges unless that is under way. */
  begin(): void {
    const { options, keeper, wait } = this.#parts;
    this.underWay ??= this.#tend()
      .then(() => {
        this.failures = 0;
      })
      .catch(async (error) => {
        this.failures += 1;
        options.log.warn('ranges could not be leased or given back', { error });
        await pause(AFTER_FAILURE);
        wait.wake();
      })
      .finally(() => {
        this.underWay = undefined;
        // Not while messages are under way: a round would find nothing to do and wake itself, again and again, before
        // any news of them could come in. Their outcomes wake it.
        if (this.#parts.isStopping && keeper.ranges.every(({ inFlight }) => inFlight === 0)) wait.wake();
      });
  }

  async #tend(): Promise<void> {
    const { keeper } = this.#parts;
    await this.#release();
    if (!this.#parts.isStopping) await this.#lease();
    for (const range of keeper.ranges) await this.#load(range);
    this.#forgetSends();
  }

  /** Gives back what nothing more is to leave of, once nothing of it is in flight. */
  async #release(): Promise<void> {
    const { keeper, sends, wait } = this.#parts;
    for (const range of [...keeper.ranges]) {
      const isThrough = range.isOver || (sends.has(range.sendId) && range.candidates.size === 0);
      if (!isThrough || range.inFlight > 0) continue;
      range.isOver = true;
      await keeper.release(range, range.heldBack);
      wait.wake();
    }
  }

  async #lease(): Promise<void> {
    const { keeper, waiting, wait } = this.#parts;
    const isAny = await keeper.leaseMore(waiting.leftAlone, this.isHungry);
    if (isAny) wait.wake();
  }

  /** Makes the range's send ready; one that cannot go out as it is has to wait. */
  async #load(range: HeldRange): Promise<void> {
    const { options, sends, waiting } = this.#parts;
    if (range.isOver || sends.has(range.sendId)) return;
    try {
      sends.set(range.sendId, await loadSend(options.database, options.secrets, range));
    } catch (error) {
      if (!(error instanceof UnsendableError)) throw error;
      range.isOver = true;
      await waiting.hold(range, { kind: 'cannot_be_made', why: error.message, serverId: null });
    }
  }

  #forgetSends(): void {
    const { keeper, sends, waiting, turns } = this.#parts;
    const held = new Set(keeper.ranges.map(({ sendId }) => sendId));
    for (const sendId of sends.keys()) if (!held.has(sendId)) sends.delete(sendId);
    waiting.keep(held);
    turns.keep(keeper.ranges);
  }
}
