import { performance } from 'node:perf_hooks';

/** Milliseconds for which a round waits for further outcomes once there is one. */
const GATHER = 4;

/** The wait between two rounds. */
export class RoundWait {
  #isAwake = true;
  #wakeUp: () => void = () => {};

  /** There is something to do. */
  wake(): void {
    this.#isAwake = true;
    this.#wakeUp();
  }

  /**
   * Waits for something to do. While more outcomes are on their way it waits a moment for a third of them: a round
   * costs the database about as much for twenty messages as for one, and meanwhile the others are on the wire.
   *
   * @param isMuchUnderway whether most of the messages that were gated are still on the wire
   */
  async untilWoken(isMuchUnderway: () => boolean): Promise<void> {
    if (!this.#isAwake) await this.#nextWake();
    const patience = setTimeout(() => this.wake(), GATHER);
    const until = performance.now() + GATHER;
    while (isMuchUnderway() && performance.now() < until) await this.#nextWake();
    clearTimeout(patience);
    this.#isAwake = false;
  }

  async #nextWake(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wakeUp = resolve;
    });
  }
}
