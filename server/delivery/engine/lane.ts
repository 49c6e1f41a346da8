import { performance } from 'node:perf_hooks';
import type { BodyDesk } from '../mime/index.ts';
import type { Connection } from '../smtp/index.ts';
import type { Reason, Way } from '../ways/index.ts';
import { jitter } from './retry-schedule.ts';

/** Milliseconds before a lane that could not be opened is tried again. */
const PAUSES = [1_000, 5_000, 15_000, 30_000, 60_000];

export type Pooled = {
  connection: Connection;
  sent: number;
  /** When it was opened. */
  since: number;
  idleSince: number;
  /** Where its messages are put together; missing while the last one may still be read or written somewhere. */
  desk?: BodyDesk | undefined;
};

/** All connections that carry the same messages. */
export class Lane {
  way: Way;
  idle: Pooled[] = [];
  busy = new Set<Pooled>();
  opening = 0;
  /** Of those opening, the ones that take their time. */
  openingSlowly = 0;
  /** Why it is paused. */
  trouble: Reason | undefined;
  pausedUntil = 0;
  /** Whether a message went over it far enough to be answered, since it was last in trouble. */
  isProven = false;
  #failures = 0;

  constructor(way: Way) {
    this.way = way;
  }

  /** Connections it has, or will have in a moment. */
  get size(): number {
    return this.idle.length + this.busy.size + this.opening;
  }

  get isAlive(): boolean {
    return this.idle.length + this.busy.size > 0;
  }

  /** Whether nothing has come of it for a while but connections that do not open. */
  get isSilent(): boolean {
    return !this.isAlive && this.openingSlowly > 0;
  }

  dropUnusable(): void {
    if (this.idle.some(({ connection }) => !connection.usable))
      this.idle = this.idle.filter(({ connection }) => connection.usable);
  }

  /** Ends so many idle connections, those unused for longest. */
  close(count: number): void {
    for (const { connection } of this.idle.splice(0, count)) connection.close();
  }

  /** @returns whether this is news: ten connections that fail together are one failure */
  pause(why: Reason, now = performance.now()): boolean {
    this.trouble = why;
    this.isProven = false;
    if (now < this.pausedUntil) return false;
    this.pausedUntil = now + jitter(PAUSES[Math.min(this.#failures, PAUSES.length - 1)]!);
    this.#failures += 1;
    return true;
  }

  recovered(): void {
    this.#failures = 0;
    this.pausedUntil = 0;
    this.trouble = undefined;
  }
}
