import { performance } from 'node:perf_hooks';
import type { EngineParts } from './engine-parts.ts';
import type { HeldRange } from './held-range.ts';

/** Milliseconds between two searches for the ways of everything held. */
const REROUTE = 50;

/** Finds the ways of the messages held, anew when the ways are others. */
export class ReadyRanges {
  #parts: EngineParts;
  #haveWaysChanged = false;
  #reroutedAt = 0;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    parts.options.ways.onChange(() => {
      this.#haveWaysChanged = true;
      parts.wait.wake();
    });
  }

  /** The ranges that messages can be chosen from, each message with its way. */
  find(): HeldRange[] {
    const { options, keeper, waiting, sends, isStopping } = this.#parts;
    const mustReroute = this.#mustReroute();
    const ready: HeldRange[] = [];
    for (const range of keeper.ranges) {
      if (isStopping || waiting.isHeld(range.sendId)) range.isOver = true;
      const send = sends.get(range.sendId);
      if (range.isOver || !send) continue;
      if (mustReroute) range.candidates.forgetWays();
      range.candidates.route((domain) => options.ways.find(send.leaving, domain));
      ready.push(range);
    }
    return ready;
  }

  #mustReroute(): boolean {
    if (!this.#haveWaysChanged) return false;
    const { wait, waiting } = this.#parts;
    if (performance.now() - this.#reroutedAt <= REROUTE) {
      setTimeout(() => wait.wake(), REROUTE).unref();
      return false;
    }
    this.#haveWaysChanged = false;
    this.#reroutedAt = performance.now();
    waiting.unstick();
    return true;
  }
}
