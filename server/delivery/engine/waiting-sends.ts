import { performance } from 'node:perf_hooks';
import { type Database, sql } from '#server/platform/database/index.ts';
import type { Reason } from '../ways/index.ts';

type Send = { accountId: string; sendId: string };

/** Milliseconds. */
const LATELY = 30_000;
/** Milliseconds for which a send that cannot go out as it is is left alone, the first time and at most. */
const HOLD = { first: 30_000, longest: 10 * 60_000 };

/** Ranges of a send that are looked at one after the other, though none of them could move. */
const MOST_IN_VAIN = 16;

/** Sends that do not move, and why: kept in memory for the engine and written to `sends.waiting` for people. */
export class WaitingSends {
  #database: Database;
  #saying = Promise.resolve();
  #said = new Map<string, Reason | null>();
  #holds = new Map<string, { until: number; next: number }>();
  /** Sends none of whose messages has a way at the moment, and until when that is so. */
  #stuck = new Map<string, number>();
  /** Ranges given back one after the other without a message having left, by send. */
  #inVain = new Map<string, { ranges: number; at: number }>();
  #now: () => number;

  /** @param now monotonic milliseconds */
  constructor(database: Database, now = () => performance.now()) {
    this.#database = database;
    this.#now = now;
  }

  /** How many sends it remembers anything of. */
  get size(): number {
    return new Set([
      ...this.#said.keys(),
      ...this.#holds.keys(),
      ...this.#stuck.keys(),
      ...this.#inVain.keys(),
    ]).size;
  }

  /** Whether a send cannot go out as it is. */
  isHeld(sendId: string): boolean {
    return (this.#holds.get(sendId)?.until ?? 0) > this.#now();
  }

  /** The sends of which nothing more is to be taken on for now. */
  get leftAlone(): string[] {
    const now = this.#now();
    const alone = new Set<string>();
    for (const [sendId, { until }] of this.#holds) if (until > now) alone.add(sendId);
    for (const [sendId, until] of this.#stuck) if (until > now) alone.add(sendId);
    return [...alone];
  }

  /** Leaves a send alone for a while, longer each time, because of something that trying again at once cannot mend. */
  async hold(send: Send, reason: Reason): Promise<void> {
    if (this.isHeld(send.sendId)) return;
    const wait = this.#holds.get(send.sendId)?.next ?? HOLD.first;
    this.#holds.set(send.sendId, { until: this.#now() + wait, next: Math.min(wait * 2, HOLD.longest) });
    await this.say(send, reason);
  }

  /**
   * Takes no more of a send until then, once nothing of several of its ranges could leave: there seems to be no way for it
   * at the moment.
   */
  stick({ sendId }: Send, until: number): void {
    const ranges = (this.#inVain.get(sendId)?.ranges ?? 0) + 1;
    this.#inVain.set(sendId, { ranges, at: this.#now() });
    if (ranges >= MOST_IN_VAIN) this.#stuck.set(sendId, until);
  }

  /** How many sends have none, or had none a little while ago. */
  get standing(): number {
    const past = this.#now() - LATELY;
    for (const [sendId, until] of this.#stuck) if (until < past) this.#stuck.delete(sendId);
    return this.#stuck.size;
  }

  /** The ways are others: what had none may have one. */
  unstick(): void {
    this.#stuck.clear();
    this.#inVain.clear();
  }

  /** A message of the send went out: whatever it waited for is over. */
  async flows(send: Send): Promise<void> {
    if (this.#holds.size > 0) this.#holds.delete(send.sendId);
    if (this.#stuck.size > 0) this.#stuck.delete(send.sendId);
    if (this.#inVain.size > 0) this.#inVain.delete(send.sendId);
    await this.say(send, null);
  }

  /** Writes why a send waits, or null; only when it is news. */
  async say(send: Send, reason: Reason | null): Promise<void> {
    if (this.#isSaid(send, reason)) return;
    // One after the other, so that the last word said is the one that stays.
    const before = this.#saying;
    const saying = before.then(() => this.#write(send, reason));
    this.#saying = saying.catch(() => {});
    await saying;
  }

  async #write(send: Send, reason: Reason | null): Promise<void> {
    if (this.#isSaid(send, reason)) return;
    await this.#database.asSystem((tx) =>
      tx.execute(sql`
        update sends set waiting = ${reason?.why ?? null}, waiting_kind = ${reason?.kind ?? null},
          waiting_server = ${reason?.serverId ?? null}
        where account_id = ${send.accountId} and id = ${send.sendId} and state = 'sending'`),
    );
    this.#said.set(send.sendId, reason);
  }

  #isSaid({ sendId }: Send, reason: Reason | null): boolean {
    const said = this.#said.get(sendId);
    if (!said || !reason) return said === reason;
    return said.kind === reason.kind && said.serverId === reason.serverId && said.why === reason.why;
  }

  /**
   * Forgets the sends this engine has nothing of any more, which may be over or deleted. A hold is remembered a while after
   * its end, because one that is held again then is held for longer.
   */
  keep(sendIds: ReadonlySet<string>): void {
    const now = this.#now();
    for (const [sendId, { until }] of this.#holds) if (until + HOLD.longest < now) this.#holds.delete(sendId);
    for (const [sendId, until] of this.#stuck) if (until < now - LATELY) this.#stuck.delete(sendId);
    for (const [sendId, { at }] of this.#inVain) if (at < now - LATELY) this.#inVain.delete(sendId);
    for (const sendId of this.#said.keys())
      if (!sendIds.has(sendId) && !this.#holds.has(sendId)) this.#said.delete(sendId);
  }
}
