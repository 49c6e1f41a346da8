import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isSlowDown } from '../pace/slow-down.ts';
import type { Outcome, Protection } from '../smtp/index.ts';
import { domainOf } from './candidates.ts';
import type { Chosen } from './choose-messages.ts';
import { type EngineParts, tellPeople } from './engine-parts.ts';
import type { HandedMessage } from './held-range.ts';
import type { LoadedSend } from './load-send.ts';
import { type Consequence, neverLeft, readOutcome } from './read-outcome.ts';
import { retrySchedule } from './retry-schedule.ts';
import { sendMessage } from './send-message.ts';

/** Sends messages that have passed the gate, and keeps what became of them for the next round. */
export class HandedSender {
  #parts: EngineParts;
  #nextRoundBegan: Promise<void> | undefined;

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /** Sends one message over the connection it was chosen for. Never rejects. */
  async send(message: HandedMessage, chosen: Chosen): Promise<void> {
    const parts = this.#parts;
    const { range } = message;
    range.movedAt = performance.now();
    range.hasMoved = true;
    const { settlement, sendTrouble } = await this.#attempt(message, chosen);
    parts.settlements.push(settlement);
    parts.settledAt = performance.now();
    parts.wait.wake();
    if (sendTrouble !== undefined) await tellPeople(parts, parts.waiting.hold(range, sendTrouble));
    else if (settlement.state === 'sent') await tellPeople(parts, parts.waiting.flows(range));
  }

  async #attempt(message: HandedMessage, { candidate, way, outcome: verdict }: Chosen): Promise<Consequence> {
    const { options, pool, sends } = this.#parts;
    const send = sends.get(message.range.sendId)!;
    if (verdict) return this.#read(message, send, verdict, null);
    if (!this.#isFor(message, candidate.domain, way.lane, send)) return neverLeft(message);
    const pooled = pool.take(way);
    if (!pooled) return neverLeft(message);
    await this.#afterNextRoundBegan();
    const outcome = await sendMessage(options, pooled, send, message);
    if (outcome?.kind === 'accepted') send.isProven = true;
    const consequence = outcome ? this.#read(message, send, outcome, way.serverId) : neverLeft(message);
    if (outcome) {
      pool.learn(way, outcome, consequence.laneTrouble);
      this.#count(message, way.serverId, outcome, pooled.connection.protection);
    }
    pool.giveBack(way, pooled);
    return consequence;
  }

  /** Lets the next round be on its way to the database before the messages of the last one are composed. */
  #afterNextRoundBegan(): Promise<unknown> {
    this.#nextRoundBegan ??= nextTurn().then(() => {
      this.#nextRoundBegan = undefined;
    });
    return this.#nextRoundBegan;
  }

  /** Whether a lane is still the way for a message: the contact's address may be another since it was planned. */
  #isFor({ email }: HandedMessage, domain: string, lane: string, send: LoadedSend): boolean {
    if (domainOf(email) === domain) return true;
    const found = this.#parts.options.ways.find(send.leaving, domainOf(email));
    return found.kind === 'way' && found.way.lane === lane;
  }

  #read(message: HandedMessage, send: LoadedSend, outcome: Outcome, serverId: string | null) {
    const { schedule = retrySchedule } = this.#parts.options;
    const age = Date.now() - send.startedAt.getTime();
    return readOutcome(message, outcome, { schedule, isProven: send.isProven, serverId, age });
  }

  #count(
    { range, email }: HandedMessage,
    serverId: string | null,
    outcome: Outcome,
    protection: Protection,
  ): void {
    const { tally } = this.#parts.options;
    if (!tally || outcome.kind === 'unknown') return;
    const who = { accountId: range.accountId, serverId, receiver: domainOf(email), protection };
    tally.count(who, outcome.kind);
    if (isSlowDown(outcome)) tally.count(who, 'slowed');
  }
}
