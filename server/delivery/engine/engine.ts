import { setTimeout as pause } from 'node:timers/promises';
import { ConnectionPool } from './connection-pool.ts';
import { gateMessages, type Wish } from './gate-messages.ts';
import type { HandedMessage, HeldRange, Settlement } from './held-range.ts';
import { type LoadedSend, loadSend, UnsendableError } from './load-send.ts';
import { RangeKeeper } from './range-keeper.ts';
import { sendMessage } from './send-message.ts';
import { settleMessages } from './settle-messages.ts';
import { shareOut } from './share-out.ts';
import type { EngineOptions } from './start-engine.ts';
import { WaitingSends } from './waiting-sends.ts';

/** Milliseconds between rounds while the database cannot be reached, and rounds to give it when stopping. */
const AFTER_FAILURE = { pause: 1_000, roundsWhenStopping: 5 };

/** Milliseconds for which a round waits for further outcomes once there is one. */
const GATHER = 5;

/**
 * One worker's part of the sending. A round leases what is missing, then settles what came back and gates what can
 * leave at once, in one transaction; the messages are sent while the next round runs. So at any moment no more
 * messages are handed and unsettled than there are connections.
 */
export class Engine {
  #options: EngineOptions;
  #pool: ConnectionPool;
  #keeper: RangeKeeper;
  #waiting: WaitingSends;
  #sends = new Map<string, LoadedSend>();
  #settlements: Settlement[] = [];
  #isStopping = false;
  #isAwake = true;
  #wakeUp: () => void = () => {};

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#pool = new ConnectionPool(options.transport, options.connections, () => this.#wake());
    this.#keeper = new RangeKeeper(options.database, options.worker, options.onFinished);
    this.#waiting = new WaitingSends(options.database);
  }

  /** Works until stop(), then until nothing is in flight and all leases are back. Never rejects. */
  async run(): Promise<void> {
    let patience = AFTER_FAILURE.roundsWhenStopping;
    while (patience > 0) {
      try {
        await this.#round();
        if (this.#isStopping && this.#keeper.ranges.length === 0) break;
        await this.#untilWoken();
      } catch (error) {
        this.#options.log.warn('a round of sending failed and is repeated', { error });
        if (this.#isStopping) patience -= 1;
        await pause(AFTER_FAILURE.pause);
      }
    }
    this.#pool.closeAll();
  }

  lookForWork(): void {
    this.#keeper.lookForWork();
    this.#pool.closeIdle();
    this.#wake();
  }

  renewLeases(): Promise<void> {
    return this.#keeper.renew();
  }

  /** Lets nothing more through the gate. */
  stop(): void {
    this.#isStopping = true;
    this.#wake();
  }

  /** Ends all connections now; messages in flight get their outcome, which is unknown for some. */
  cutOff(): void {
    this.#pool.closeAll();
  }

  async #round(): Promise<void> {
    if (this.#isStopping) for (const range of this.#keeper.ranges) range.isSwept = true;
    else await this.#keeper.leaseMore(this.#waiting.held());
    await this.#settleAndGate(await this.#wishes());
    const released = await this.#keeper.releaseSwept();
    for (const { sendId } of released) {
      if (this.#keeper.ranges.some((range) => range.sendId === sendId)) continue;
      this.#sends.delete(sendId);
      this.#waiting.forget(sendId);
    }
    if (released.length > 0) this.#wake();
  }

  /** What could leave now: as many messages as there are free connections. */
  async #wishes(): Promise<Wish[]> {
    const ranges: HeldRange[] = [];
    for (const range of this.#keeper.ranges) {
      if (this.#waiting.isHeld(range.sendId)) range.isSwept = true;
      if (!range.isSwept && (await this.#load(range))) ranges.push(range);
    }
    const routeOf = (range: HeldRange) => this.#options.routeFor(range.accountId);
    const free = this.#pool.free.bind(this.#pool);
    const wishes = shareOut(ranges, routeOf, this.#options.connections, free);
    for (const range of ranges) {
      const trouble = this.#pool.trouble(routeOf(range));
      if (trouble !== undefined) await this.#waiting.say(range, trouble);
    }
    return wishes;
  }

  /** Makes the range's send ready; false when it cannot go out as it is and has to wait. */
  async #load(range: HeldRange): Promise<boolean> {
    if (this.#sends.has(range.sendId)) return true;
    const { database, envelopeKey } = this.#options;
    try {
      this.#sends.set(range.sendId, await loadSend(database, envelopeKey, range));
      return true;
    } catch (error) {
      if (!(error instanceof UnsendableError)) throw error;
      await this.#waiting.hold(range, error.message);
      range.isSwept = true;
      return false;
    }
  }

  async #settleAndGate(wishes: Wish[]): Promise<void> {
    const settlements = this.#settlements.splice(0);
    if (settlements.length === 0 && wishes.length === 0) return;
    try {
      const { handed, closed } = await this.#options.database.asSystem(async (tx) => {
        if (settlements.length > 0) await settleMessages(tx, settlements);
        return wishes.length > 0 ? await gateMessages(tx, wishes) : { handed: [], closed: [] };
      });
      for (const { range } of settlements) range.inFlight -= 1;
      for (const range of closed) range.isSwept = true;
      for (const message of handed) void this.#send(message);
      // Some were suppressed, or a range came to its end: the free connections can be used at once.
      if (handed.length < wishes.reduce((sum, wish) => sum + wish.count, 0)) this.#wake();
    } catch (error) {
      // Nothing of it may be lost: the outcomes are written in a later round.
      this.#settlements.unshift(...settlements);
      throw error;
    }
  }

  async #send(message: HandedMessage): Promise<void> {
    const { range } = message;
    range.inFlight += 1;
    const send = this.#sends.get(range.sendId)!;
    const { settlement, routeTrouble, sendTrouble } = await sendMessage(
      this.#options,
      this.#pool,
      send,
      message,
    );
    this.#settlements.push(settlement);
    this.#wake();
    if (settlement.state === 'sent') this.#pool.recovered(this.#options.routeFor(range.accountId));
    if (routeTrouble !== undefined) this.#pool.pause(this.#options.routeFor(range.accountId), routeTrouble);
    await this.#tell(range, settlement, sendTrouble);
  }

  /** For people only: what cannot be written now is written when it is next news. */
  async #tell(range: HeldRange, settlement: Settlement, sendTrouble: string | undefined): Promise<void> {
    try {
      if (sendTrouble !== undefined) await this.#waiting.hold(range, sendTrouble);
      else if (settlement.state === 'sent') await this.#waiting.flows(range);
    } catch (error) {
      this.#options.log.warn('why a send waits could not be written', { error });
    }
  }

  #wake(): void {
    this.#isAwake = true;
    this.#wakeUp();
  }

  /**
   * Waits for something to do. While more outcomes are on their way it waits a moment for them too: a round costs the
   * database about as much for ten messages as for one.
   */
  async #untilWoken(): Promise<void> {
    if (!this.#isAwake) {
      await new Promise<void>((resolve) => {
        this.#wakeUp = resolve;
      });
    }
    const inFlight = this.#keeper.ranges.reduce((sum, range) => sum + range.inFlight, 0);
    if (inFlight > this.#settlements.length) await pause(GATHER);
    this.#isAwake = false;
  }
}
