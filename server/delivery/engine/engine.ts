import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { isSlowDown } from '../pace/slow-down.ts';
import type { Outcome } from '../smtp/index.ts';
import type { Way } from '../ways/index.ts';
import { domainOf } from './candidates.ts';
import { type Chosen, chooseForLane, chooseVerdicts, Turns } from './choose-messages.ts';
import type { Demand } from './divide-connections.ts';
import type { HandedMessage, HeldRange, Settlement } from './held-range.ts';
import { type Blockage, LanePool } from './lane-pool.ts';
import { type LoadedSend, loadSend, UnsendableError } from './load-send.ts';
import { PaceKeeper } from './pace-keeper.ts';
import { type Passed, passMessages, type Wish } from './pass-messages.ts';
import { RangeKeeper } from './range-keeper.ts';
import { type Consequence, neverLeft, readOutcome } from './read-outcome.ts';
import { retrySchedule } from './retry-schedule.ts';
import { sendMessage } from './send-message.ts';
import type { EngineOptions } from './start-engine.ts';
import { WaitingSends } from './waiting-sends.ts';

/** Milliseconds between rounds while the database cannot be reached, and rounds to give it when stopping. */
const AFTER_FAILURE = { pause: 500, roundsWhenStopping: 10 };

/** Milliseconds for which a round waits for further outcomes once there is one. */
const GATHER = 4;

/** Milliseconds for which a range is kept though nothing of it can go. */
const PATIENCE = 1_500;
/**
 * Milliseconds after which a range with no way, or whose turn does not come, is given back and looked at again: soon,
 * because what holds it back may end at any moment, but less often the more sends stand still.
 */
const STALE = { after: 3_000, wait: 5_000, noWay: 2_000, noWayEach: 20 };
/** Milliseconds between two searches for the ways of everything held. */
const REROUTE = 50;

/**
 * One worker's part of the sending. A round settles what came back and gates what can leave at once, in one statement;
 * the messages are sent while the next round runs. So at any moment no more messages are handed and unsettled than
 * there are connections. Ranges are leased and given back beside the rounds.
 */
export class Engine {
  #options: EngineOptions;
  #pool: LanePool;
  #pace: PaceKeeper;
  #keeper: RangeKeeper;
  #waiting: WaitingSends;
  #turns = new Turns();
  #sends = new Map<string, LoadedSend>();
  #settlements: Settlement[] = [];
  #isStopping = false;
  #isAwake = true;
  #wakeUp: () => void = () => {};
  #nextRoundBegan: Promise<void> | undefined;
  #isHungry = true;
  #tending: Promise<void> | undefined;
  #haveWaysChanged = false;
  #reroutedAt = 0;
  #settledAt = performance.now();

  constructor(options: EngineOptions) {
    this.#options = options;
    const { database, connections, ways, pace, worker, onFinished } = options;
    this.#pool = new LanePool(connections, ways, () => this.#wake());
    this.#pace = new PaceKeeper(pace, () => this.#wake());
    this.#keeper = new RangeKeeper(database, worker, onFinished);
    this.#waiting = new WaitingSends(database);
    ways.onChange(() => {
      this.#haveWaysChanged = true;
      this.#wake();
    });
  }

  /** Works until stop(), then until nothing is in flight and all leases are back. Never rejects. */
  async run(): Promise<void> {
    let patience = AFTER_FAILURE.roundsWhenStopping;
    while (patience > 0) {
      try {
        await this.#round();
        if (this.#isStopping && this.#keeper.ranges.length === 0 && !this.#tending) break;
        await this.#untilWoken();
      } catch (error) {
        this.#options.log.warn('a round of sending failed and is repeated', { error });
        if (this.#isStopping) patience -= 1;
        await pause(AFTER_FAILURE.pause);
      }
    }
    await this.#tending;
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
    const ranges = this.#ready();
    const chosen = await this.#reserve(this.#choose(ranges));
    await this.#settleAndGate(this.#settlements.splice(0), chosen);
    if (chosen.length === 0 || this.#keeper.ranges.length > 1) this.#giveUpOn(ranges);
    if (!this.#isStopping || this.#keeper.ranges.length > 0) this.#tend();
  }

  /**
   * Those of the chosen messages that the limits let go. From here on they count as in flight: a range whose last
   * message is asked for would else be given back meanwhile, and the message sent by us and by the next one to lease it.
   */
  async #reserve(chosen: Chosen[]): Promise<Chosen[]> {
    for (const { range } of chosen) range.inFlight += 1;
    const granted = new Set<Chosen>();
    try {
      for (const one of await this.#pace.reserve(chosen)) granted.add(one);
    } finally {
      for (const one of chosen) if (!granted.has(one)) one.range.inFlight -= 1;
    }
    return [...granted];
  }

  /** The ranges that messages can be chosen from, each message with its way. */
  #ready(): HeldRange[] {
    const { ways } = this.#options;
    const isDue = performance.now() - this.#reroutedAt > REROUTE;
    const mustReroute = this.#haveWaysChanged && isDue;
    if (this.#haveWaysChanged && !isDue) setTimeout(() => this.#wake(), REROUTE).unref();
    if (mustReroute) {
      this.#haveWaysChanged = false;
      this.#reroutedAt = performance.now();
      this.#waiting.unstick();
    }
    const ready: HeldRange[] = [];
    for (const range of this.#keeper.ranges) {
      if (this.#isStopping || this.#waiting.isHeld(range.sendId)) range.isOver = true;
      const send = this.#sends.get(range.sendId);
      if (range.isOver || !send) continue;
      if (mustReroute) range.candidates.forgetWays();
      range.candidates.route((domain) => ways.find(send.leaving, domain));
      ready.push(range);
    }
    return ready;
  }

  /** What could leave now: as many messages as there are free connections. */
  #choose(ranges: HeldRange[]): Chosen[] {
    const demands = this.#demands(ranges);
    this.#pool.provide(demands);
    const most = this.#options.connections - this.#pool.busy;
    const chosen: Chosen[] = [];
    const promised = new Map<string, number>();
    const open = new Map<Way, boolean>();
    const isOpen = (way: Way) => {
      const is = open.get(way) ?? this.#blockage(way) === undefined;
      open.set(way, is);
      return is;
    };
    for (const { way } of demands) {
      const group = way.group.key;
      const free = this.#pool.free(way, promised.get(group) ?? 0);
      const room = Math.min(free, most - chosen.length);
      const taken = room > 0 ? chooseForLane(ranges, way.lane, room, this.#turns, isOpen) : [];
      promised.set(group, (promised.get(group) ?? 0) + taken.length);
      chosen.push(...taken);
    }
    chosen.push(...chooseVerdicts(ranges, most - chosen.length));
    const work = demands.reduce(
      (sum, { way, count }) => sum + Math.min(count, 2 * this.#pool.capacity(way)),
      0,
    );
    this.#isHungry = work < 2 * this.#options.connections && !this.#isClogged();
    return chosen;
  }

  /** Whether every connection carries a message and none comes to its end: what is leased on top only lies about. */
  #isClogged(): boolean {
    return this.#pool.busy >= this.#options.connections && performance.now() - this.#settledAt > STALE.after;
  }

  /** The lanes that messages could leave over now, those with transactional ones first. */
  #demands(ranges: HeldRange[]): Demand[] {
    const demands = new Map<string, Demand>();
    for (const { candidates, stream } of ranges) {
      for (const { way, count } of candidates.ways) {
        if (this.#blockage(way)) continue;
        const demand = demands.get(way.lane) ?? { way, count: 0, isTransactional: false };
        demand.count += count;
        demand.isTransactional ||= stream === 'transactional';
        demands.set(way.lane, demand);
      }
    }
    return [...demands.values()].sort((a, b) => Number(b.isTransactional) - Number(a.isTransactional));
  }

  #blockage(way: Way): Blockage | undefined {
    return this.#pool.blockage(way) ?? this.#pace.blockage(way);
  }

  async #settleAndGate(settlements: Settlement[], chosen: Chosen[]): Promise<void> {
    if (settlements.length === 0 && chosen.length === 0) return;
    const wishes = chosen.map(({ range, candidate }) => ({ range, position: candidate.position }));
    const { handed, closed } = await this.#pass(settlements, wishes);
    this.#noteSettled(settlements);
    for (const range of closed) range.isOver = true;
    const byRange = Map.groupBy(handed, ({ range }) => range);
    const messageOf = ({ range, candidate: { position } }: Chosen) =>
      byRange.get(range)?.find((message) => message.position === position);
    for (const one of chosen) {
      const message = messageOf(one);
      if (message) void this.#send(message, one);
      else one.range.inFlight -= 1;
    }
    // Some were suppressed, or a range came to its end: the free connections can be used at once.
    if (handed.length < chosen.length) this.#wake();
    await this.#pace.settle((one) => messageOf(one) !== undefined);
  }

  async #pass(settlements: Settlement[], wishes: Wish[]): Promise<Passed> {
    try {
      return await passMessages(this.#options.database, settlements, wishes);
    } catch (error) {
      // Nothing of it may be lost: the outcomes are written in a later round. What was chosen is given back with its
      // range, for it may have been handed by a commit whose answer got lost.
      this.#settlements.unshift(...settlements);
      for (const { range } of wishes) range.inFlight -= 1;
      throw error;
    }
  }

  #noteSettled(settlements: Settlement[]): void {
    for (const { range, position, email, state } of settlements) {
      range.inFlight -= 1;
      if (state === 'queued' && !range.isOver)
        range.candidates.putBack({ position, domain: domainOf(email) });
    }
  }

  async #send(message: HandedMessage, chosen: Chosen): Promise<void> {
    const { range } = message;
    range.movedAt = performance.now();
    range.hasMoved = true;
    const { settlement, sendTrouble } = await this.#attempt(message, chosen);
    this.#settlements.push(settlement);
    this.#settledAt = performance.now();
    this.#wake();
    await this.#tell(range, settlement, sendTrouble);
  }

  async #attempt(message: HandedMessage, { candidate, way, outcome: verdict }: Chosen): Promise<Consequence> {
    const send = this.#sends.get(message.range.sendId)!;
    if (verdict) return this.#read(message, send, verdict, null);
    if (!this.#isFor(message, candidate.domain, way.lane, send)) return neverLeft(message);
    const pooled = this.#pool.take(way);
    if (!pooled) return neverLeft(message);
    await this.#afterNextRoundBegan();
    const outcome = await sendMessage(this.#options, pooled, send, message);
    if (outcome?.kind === 'accepted') send.isProven = true;
    const consequence = outcome ? this.#read(message, send, outcome, way.serverId) : neverLeft(message);
    if (outcome) {
      this.#pool.learn(way, outcome, consequence.laneTrouble);
      this.#count(message, way.serverId, outcome);
    }
    this.#pool.giveBack(way, pooled);
    return consequence;
  }

  /** Lets the next round be on its way to the database before the messages of the last one are composed. */
  #afterNextRoundBegan(): Promise<unknown> {
    this.#nextRoundBegan ??= nextTurn().then(() => {
      this.#nextRoundBegan = undefined;
    });
    return this.#nextRoundBegan;
  }

  #count(message: HandedMessage, serverId: string | null, outcome: Outcome): void {
    const { tally } = this.#options;
    if (!tally || outcome.kind === 'unknown') return;
    const who = { accountId: message.range.accountId, serverId, receiver: domainOf(message.email) };
    tally.count(who, outcome.kind);
    if (isSlowDown(outcome)) tally.count(who, 'slowed');
  }

  /** Whether a lane is still the way for a message: the contact's address may be another since it was planned. */
  #isFor({ email }: HandedMessage, domain: string, lane: string, send: LoadedSend): boolean {
    if (domainOf(email) === domain) return true;
    const found = this.#options.ways.find(send.leaving, domainOf(email));
    return found.kind === 'way' && found.way.lane === lane;
  }

  #read(message: HandedMessage, send: LoadedSend, outcome: Outcome, serverId: string | null) {
    const { schedule = retrySchedule } = this.#options;
    const age = Date.now() - send.startedAt.getTime();
    return readOutcome(message, outcome, { schedule, isProven: send.isProven, serverId, age });
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

  /** Gives back ranges of which nothing can go now, so that they do not stand in the way of others; says why. */
  #giveUpOn(ranges: HeldRange[]): void {
    const now = performance.now();
    const still = ranges.filter(
      ({ isOver, inFlight, candidates }) => !isOver && inFlight === 0 && candidates.size > 0,
    );
    const stuck = new Map(still.map((range) => [range, this.#whyStuck(range, now)]));
    const moving = new Set(ranges.filter((range) => !stuck.get(range)).map(({ sendId }) => sendId));
    for (const [range, blockage] of stuck) {
      if (this.#isClogged() && now - range.movedAt > STALE.after) {
        range.isOver = true;
        continue;
      }
      if (!blockage) continue;
      if (!moving.has(range.sendId) && !blockage.isFlow) void this.#say(range, blockage.why);
      if (blockage.until - now < PATIENCE) continue;
      range.isOver = true;
      // Not for longer than this: what holds it back may end sooner, as when a person raises a limit.
      const until = Math.min(blockage.until, now + this.#noWayFor());
      range.heldBack = { why: blockage.why, seconds: (until - now) / 1000 };
      if (!range.hasMoved) this.#waiting.stick(range, until);
    }
  }

  #whyStuck({ candidates, movedAt }: HeldRange, now: number): Blockage | undefined {
    if (candidates.isMoving) return undefined;
    let found: Blockage | undefined =
      candidates.waiting === undefined
        ? undefined
        : { why: candidates.waiting, until: now + this.#noWayFor() };
    for (const { way } of candidates.ways) {
      const blockage = this.#blockage(way);
      if (blockage) {
        if (!found || blockage.until < found.until) found = blockage;
        continue;
      }
      if (now - movedAt < STALE.after || this.#keeper.hasRoom) return undefined;
      const why = this.#pool.trouble(way) ?? `${way.group.name} takes no more at once than it has now.`;
      found = { why, until: now + STALE.wait };
    }
    return found;
  }

  #noWayFor(): number {
    return STALE.noWay + STALE.noWayEach * this.#waiting.standing;
  }

  async #say(range: HeldRange, why: string): Promise<void> {
    try {
      await this.#waiting.say(range, why);
    } catch (error) {
      this.#options.log.warn('why a send waits could not be written', { error });
    }
  }

  /** Leases and gives back ranges, beside the rounds; never twice at once. */
  #tend(): void {
    this.#tending ??= this.#tendRanges()
      .catch(async (error) => {
        this.#options.log.warn('ranges could not be leased or given back', { error });
        await pause(AFTER_FAILURE.pause);
        this.#wake();
      })
      .finally(() => {
        this.#tending = undefined;
        // Not while messages are under way: a round would find nothing to do and wake itself, again and again, before
        // any news of them could come in. Their outcomes wake it.
        if (this.#isStopping && this.#keeper.ranges.every(({ inFlight }) => inFlight === 0)) this.#wake();
      });
  }

  async #tendRanges(): Promise<void> {
    for (const range of [...this.#keeper.ranges]) {
      const isThrough = range.isOver || (this.#sends.has(range.sendId) && range.candidates.size === 0);
      if (!isThrough || range.inFlight > 0) continue;
      range.isOver = true;
      await this.#keeper.release(range, range.heldBack);
      this.#wake();
    }
    if (!this.#isStopping) {
      const isAny = await this.#keeper.leaseMore(this.#waiting.leftAlone, this.#isHungry);
      if (isAny) this.#wake();
    }
    for (const range of this.#keeper.ranges) await this.#load(range);
    this.#forgetSends();
  }

  /** Makes the range's send ready; one that cannot go out as it is has to wait. */
  async #load(range: HeldRange): Promise<void> {
    if (range.isOver || this.#sends.has(range.sendId)) return;
    const { database, envelopeKey } = this.#options;
    try {
      this.#sends.set(range.sendId, await loadSend(database, envelopeKey, range));
    } catch (error) {
      if (!(error instanceof UnsendableError)) throw error;
      range.isOver = true;
      await this.#waiting.hold(range, error.message);
    }
  }

  #forgetSends(): void {
    const held = new Set(this.#keeper.ranges.map(({ sendId }) => sendId));
    for (const sendId of this.#sends.keys()) {
      if (held.has(sendId)) continue;
      this.#sends.delete(sendId);
      this.#waiting.forget(sendId);
    }
    this.#turns.keep(this.#keeper.ranges);
  }

  #wake(): void {
    this.#isAwake = true;
    this.#wakeUp();
  }

  /**
   * Waits for something to do. While more outcomes are on their way it waits a moment for a third of them: a round
   * costs the database about as much for twenty messages as for one, and meanwhile the others are on the wire.
   */
  async #untilWoken(): Promise<void> {
    if (!this.#isAwake) await this.#nextWake();
    const patience = setTimeout(() => this.#wake(), GATHER);
    const until = performance.now() + GATHER;
    while (this.#isMuchUnderway() && performance.now() < until) await this.#nextWake();
    clearTimeout(patience);
    this.#isAwake = false;
  }

  /** Whether most of the messages that were gated are still on the wire. */
  #isMuchUnderway(): boolean {
    const inFlight = this.#keeper.ranges.reduce((sum, range) => sum + range.inFlight, 0);
    return !this.#isStopping && inFlight > 3 * this.#settlements.length;
  }

  async #nextWake(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wakeUp = resolve;
    });
  }
}
