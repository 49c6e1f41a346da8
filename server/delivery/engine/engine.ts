import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { Turns } from './choose-messages.ts';
import { chooseRound } from './choose-round.ts';
import type { EngineParts } from './engine-parts.ts';
import { LanePool } from './lane-pool.ts';
import { PaceKeeper } from './pace-keeper.ts';
import { RangeKeeper } from './range-keeper.ts';
import { ReadyRanges } from './ready-ranges.ts';
import { RoundWait } from './round-wait.ts';
import { HandedSender } from './send-handed.ts';
import { reserve, settleAndGate } from './settle-and-gate.ts';
import { giveUpOn } from './stand-still.ts';
import type { EngineOptions } from './start-engine.ts';
import { RangeTender } from './tend-ranges.ts';
import { WaitingSends } from './waiting-sends.ts';

/** Milliseconds between rounds while the database cannot be reached, and rounds to give it when stopping. */
const AFTER_FAILURE = { pause: 500, roundsWhenStopping: 10 };

/**
 * One worker's part of the sending. A round settles what came back and gates what can leave at once, in one statement;
 * the messages are sent while the next round runs. So at any moment no more messages are handed and unsettled than
 * there are connections. Ranges are leased and given back beside the rounds.
 */
export class Engine {
  #parts: EngineParts;
  #ready: ReadyRanges;
  #sender: HandedSender;
  #tender: RangeTender;

  constructor(options: EngineOptions) {
    this.#parts = partsOf(options);
    this.#ready = new ReadyRanges(this.#parts);
    this.#sender = new HandedSender(this.#parts);
    this.#tender = new RangeTender(this.#parts);
  }

  /** Works until stop(), then until nothing is in flight and all leases are back. Never rejects. */
  async run(): Promise<void> {
    const { options, pool, wait } = this.#parts;
    let patience = AFTER_FAILURE.roundsWhenStopping;
    while (patience > 0) {
      try {
        await this.#round();
        if (this.#isDone() || this.#isHopeless()) break;
        await wait.untilWoken(() => this.#isMuchUnderway());
      } catch (error) {
        options.log.warn('a round of sending failed and is repeated', { error });
        if (this.#parts.isStopping) patience -= 1;
        await pause(AFTER_FAILURE.pause);
      }
    }
    await this.#tender.underWay;
    pool.closeAll();
  }

  async #round(): Promise<void> {
    const parts = this.#parts;
    const ranges = this.#ready.find();
    const { chosen, isHungry } = chooseRound(parts, ranges);
    this.#tender.isHungry = isHungry;
    const granted = await reserve(parts, chosen);
    await settleAndGate(parts, granted, this.#sender);
    if (granted.length === 0 || parts.keeper.ranges.length > 1) giveUpOn(parts, ranges);
    if (!parts.isStopping || parts.keeper.ranges.length > 0) this.#tender.begin();
  }

  #isDone(): boolean {
    const { isStopping, keeper } = this.#parts;
    return isStopping && keeper.ranges.length === 0 && !this.#tender.underWay;
  }

  /** Whether the database has been away for so long that leases are better left to run out than stopping held up. */
  #isHopeless(): boolean {
    const { isStopping, keeper } = this.#parts;
    const isQuiet = keeper.ranges.every(({ inFlight }) => inFlight === 0);
    return isStopping && isQuiet && this.#tender.failures >= AFTER_FAILURE.roundsWhenStopping;
  }

  /** Whether most of the messages that were gated are still on the wire. */
  #isMuchUnderway(): boolean {
    const { keeper, isStopping, settlements } = this.#parts;
    const inFlight = keeper.ranges.reduce((sum, range) => sum + range.inFlight, 0);
    return !isStopping && inFlight > 3 * settlements.length;
  }

  /** There may be work that nobody has leased. */
  lookForWork(): void {
    const { keeper, pool, wait } = this.#parts;
    keeper.lookForWork();
    pool.closeIdle();
    wait.wake();
  }

  /** @throws when the database cannot be reached; the leases are good for a while without it */
  renewLeases(): Promise<void> {
    return this.#parts.keeper.renew();
  }

  /** Lets nothing more through the gate. */
  stop(): void {
    this.#parts.isStopping = true;
    this.#parts.wait.wake();
  }

  /** Ends all connections now; messages in flight get their outcome, which is unknown for some. */
  cutOff(): void {
    this.#parts.pool.closeAll();
  }
}

function partsOf(options: EngineOptions): EngineParts {
  const { database, connections, ways, pace, worker, onFinished } = options;
  const wait = new RoundWait();
  return {
    options,
    pool: new LanePool(connections, ways, () => wait.wake()),
    pace: new PaceKeeper(pace, () => wait.wake()),
    keeper: new RangeKeeper(database, worker, onFinished),
    waiting: new WaitingSends(database),
    turns: new Turns(),
    wait,
    sends: new Map(),
    settlements: [],
    settledAt: performance.now(),
    isStopping: false,
  };
}
