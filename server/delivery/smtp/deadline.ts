import { performance } from 'node:perf_hooks';

/**
 * One timer for a whole session. Moving the deadline is an assignment: the timer that runs already finds out when it
 * fires that it has to wait longer. So a message costs no timer.
 */
export class Deadline {
  #onMissed: () => void;
  #at = Number.POSITIVE_INFINITY;
  #firesAt = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(onMissed: () => void) {
    this.#onMissed = onMissed;
  }

  /** Counts anew: `onMissed` is called in so many milliseconds. */
  set(milliseconds: number): void {
    this.#at = performance.now() + milliseconds;
    if (this.#at < this.#firesAt) this.#arm(milliseconds);
  }

  /** Nothing is waited for. */
  clear(): void {
    this.#at = Number.POSITIVE_INFINITY;
  }

  /** Clears the deadline and lets go of the timer. */
  close(): void {
    this.clear();
    clearTimeout(this.#timer);
    this.#firesAt = Number.POSITIVE_INFINITY;
  }

  #arm(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#firesAt = performance.now() + milliseconds;
    this.#timer = setTimeout(() => this.#look(), milliseconds);
    this.#timer.unref();
  }

  #look(): void {
    this.#firesAt = Number.POSITIVE_INFINITY;
    if (this.#at === Number.POSITIVE_INFINITY) return;
    const left = this.#at - performance.now();
    if (left > 0) this.#arm(Math.ceil(left));
    else this.#onMissed();
  }
}
