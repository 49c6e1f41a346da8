import { performance } from 'node:perf_hooks';
import { type Database, sql } from '#server/platform/database/index.ts';

type Send = { accountId: string; sendId: string };

/** Milliseconds for which a send that cannot go out as it is is left alone, the first time and at most. */
const HOLD = { first: 30_000, longest: 10 * 60_000 };

/** Sends that do not move, and why: kept in memory for the engine and written to `sends.waiting` for people. */
export class WaitingSends {
  #database: Database;
  #said = new Map<string, string | null>();
  #holds = new Map<string, { until: number; next: number }>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Sends to leave alone for now. */
  held(): string[] {
    const now = performance.now();
    return [...this.#holds].filter(([, hold]) => hold.until > now).map(([sendId]) => sendId);
  }

  isHeld(sendId: string): boolean {
    return (this.#holds.get(sendId)?.until ?? 0) > performance.now();
  }

  /** Leaves a send alone for a while, longer each time, because of something that trying again at once cannot mend. */
  async hold(send: Send, why: string): Promise<void> {
    if (this.isHeld(send.sendId)) return;
    const wait = this.#holds.get(send.sendId)?.next ?? HOLD.first;
    this.#holds.set(send.sendId, { until: performance.now() + wait, next: Math.min(wait * 2, HOLD.longest) });
    await this.say(send, why);
  }

  /** A message of the send went out: whatever it waited for is over. */
  async flows(send: Send): Promise<void> {
    if (this.#holds.size > 0) this.#holds.delete(send.sendId);
    await this.say(send, null);
  }

  /** Writes why a send waits, or null; only when it is news. */
  async say(send: Send, why: string | null): Promise<void> {
    if (this.#said.get(send.sendId) === why) return;
    await this.#database.asSystem((tx) =>
      tx.execute(sql`
        update sends set waiting = ${why}
        where account_id = ${send.accountId} and id = ${send.sendId} and state = 'sending'`),
    );
    this.#said.set(send.sendId, why);
  }

  /** Forgets a send this engine has nothing of any more. */
  forget(sendId: string): void {
    this.#said.delete(sendId);
  }
}
