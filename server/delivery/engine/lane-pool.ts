import { performance } from 'node:perf_hooks';
import { createGovernor } from '../pace/create-governor.ts';
import type { Governor } from '../pace/governor.ts';
import { isSlowDown } from '../pace/slow-down.ts';
import { type Outcome, RouteError } from '../smtp/index.ts';
import type { Reason, ReasonKind, Way, Ways } from '../ways/index.ts';
import { type Demand, divideConnections } from './divide-connections.ts';
import { Lane, type Pooled } from './lane.ts';

/** Milliseconds an unused connection is kept. */
const IDLE_LIMIT = 10_000;

/** Milliseconds after which a connection that is being opened no longer stands in the way of others. */
const SLOW = 500;
/** Milliseconds after which messages for a receiver that does not answer are looked at again. */
const SILENCE = 5_000;

/**
 * Why nothing leaves over a lane, and when that may change (`performance.now()`). A flow of so many messages a second
 * stops for a moment after each, which is not worth a word.
 */
export type Blockage = { reason: Reason; until: number; isFlow?: boolean };

/**
 * The connections of a worker, by lane: never more than `limit` that are open together, than a sending server bears, or than a group
 * of receivers likes. Messages are taken from the ledger only for connections that are open already, so a lane that
 * cannot be opened costs no message a try.
 */
export class LanePool {
  #limit: number;
  #ways: Ways;
  #onChange: () => void;
  #lanes = new Map<string, Lane>();
  #governors = new Map<string, Governor>();

  /** @param onChange called when a connection became free, was opened, or could not be */
  constructor(limit: number, ways: Ways, onChange: () => void) {
    this.#limit = limit;
    this.#ways = ways;
    this.#onChange = onChange;
  }

  /** Opens connections where there are messages for them, in the background, and ends those that others need more. */
  provide(demands: Demand[]): void {
    for (const { way } of demands) this.#lane(way).way = way;
    for (const lane of this.#lanes.values()) lane.dropUnusable();
    const plan = divideConnections(this.#lanes, demands, {
      limit: this.#limit,
      allowed: (way) => this.#allowed(way),
      now: performance.now(),
    });
    for (const { lane, count } of plan.close) lane.close(count);
    for (const { lane, count } of plan.open) for (let i = 0; i < count; i++) void this.#open(lane);
  }

  /**
   * How many connections of a lane can take a message now.
   *
   * @param promised connections of the same group that will be taken as well
   */
  free(way: Way, promised: number): number {
    const lane = this.#lanes.get(way.lane);
    if (!lane || lane.idle.length === 0) return 0;
    const allowed = this.#allowed(way);
    let busy = promised;
    for (const each of this.#lanes.values()) if (each.way.group.key === way.group.key) busy += each.busy.size;
    return Math.max(0, Math.min(lane.idle.length, allowed - busy));
  }

  /** Connections that carry a message now. */
  get busy(): number {
    let busy = 0;
    for (const lane of this.#lanes.values()) busy += lane.busy.size;
    return busy;
  }

  /**
   * Messages that may be under way over a lane at once. One that does not open, while others do, has none: what waits
   * for it is no reason to leave the others without work.
   */
  capacity(way: Way): number {
    const lane = this.#lanes.get(way.lane);
    if (lane && !lane.isAlive && (lane.openingSlowly > 0 || this.#isAnyAlive())) return 0;
    return Math.min(this.#limit, way.serverConnections, this.#allowed(way));
  }

  #isAnyAlive(): boolean {
    for (const lane of this.#lanes.values()) if (lane.isAlive) return true;
    return false;
  }

  /** Why nothing can leave over a lane, or undefined when something can, or soon. */
  blockage(way: Way): Blockage | undefined {
    const now = performance.now();
    const lane = this.#lanes.get(way.lane);
    if (lane?.trouble !== undefined && !lane.isAlive && now < lane.pausedUntil)
      return { reason: lane.trouble, until: lane.pausedUntil };
    if (lane?.isSilent) {
      const silence = `The mail servers of ${way.group.name} do not answer.`;
      return { reason: lane.trouble ?? reasonOf(way, troubleOf(way), silence), until: now + SILENCE };
    }
    const governor = this.#governor(way);
    if (governor.allowed(now) > 0) return undefined;
    const why = governor.trouble(now) ?? `${way.group.name} takes no mail at the moment.`;
    return { reason: reasonOf(way, 'receiver_slow', why), until: now + (governor.waits(now) ?? 5_000) };
  }

  /** Why nothing leaves over a lane that is not blocked: trouble it has not come out of, else its connections are full. */
  standstill(way: Way): Reason {
    const lane = this.#lanes.get(way.lane);
    if (lane?.trouble !== undefined && !lane.isAlive) return lane.trouble;
    return reasonOf(way, 'connections', `${way.group.name} takes no more at once than it has now.`);
  }

  /** Takes a free connection; undefined when it died in the meantime. */
  take(way: Way): Pooled | undefined {
    const lane = this.#lane(way);
    lane.dropUnusable();
    const pooled = lane.idle.pop();
    if (pooled) lane.busy.add(pooled);
    return pooled;
  }

  /** Gives a connection back after a message. */
  giveBack(way: Way, pooled: Pooled): void {
    const lane = this.#lane(way);
    lane.busy.delete(pooled);
    pooled.sent += 1;
    pooled.idleSince = performance.now();
    if (pooled.connection.usable && pooled.sent < way.messagesPerConnection) lane.idle.push(pooled);
    else pooled.connection.close();
    this.#onChange();
  }

  /** Learns from what became of a message: the group of receivers is slowed down or sped up, a lane paused. */
  learn(way: Way, outcome: Outcome, trouble: string | undefined): void {
    const now = performance.now();
    if (outcome.code !== undefined) this.#lane(way).isProven = true;
    if (outcome.kind === 'accepted') {
      this.#governor(way).accepted(now);
      this.#lane(way).recovered();
    } else if (isSlowDown(outcome)) {
      this.#slowDown(way, outcome.text);
    }
    if (trouble !== undefined) this.#pause(this.#lane(way), reasonOf(way, troubleOf(way), trouble));
  }

  /** Closes what has not been used for a while. */
  closeIdle(olderThan = IDLE_LIMIT): void {
    const now = performance.now();
    for (const [key, lane] of this.#lanes) {
      lane.close(lane.idle.filter(({ idleSince }) => now - idleSince >= olderThan).length);
      if (lane.size === 0 && (lane.trouble === undefined || now > lane.pausedUntil + 60_000))
        this.#lanes.delete(key);
    }
  }

  /** Ends every connection; messages in flight are cut off. */
  closeAll(): void {
    for (const lane of this.#lanes.values()) {
      lane.close(lane.idle.length);
      for (const { connection } of lane.busy) connection.close();
    }
  }

  #lane(way: Way): Lane {
    const known = this.#lanes.get(way.lane);
    if (known) return known;
    const lane = new Lane(way);
    this.#lanes.set(way.lane, lane);
    return lane;
  }

  /** Connections that a way's group of receivers bears at the moment. */
  #allowed(way: Way): number {
    const liked = this.#governor(way).allowed(performance.now());
    return Math.min(liked, way.groupConnections ?? liked);
  }

  #governor({ group }: Way): Governor {
    const known = this.#governors.get(group.key);
    if (known) return known;
    const governor = createGovernor(group);
    this.#governors.set(group.key, governor);
    return governor;
  }

  async #open(lane: Lane): Promise<void> {
    const { way } = lane;
    lane.opening += 1;
    let isSlow = false;
    const slow = setTimeout(() => {
      isSlow = true;
      lane.openingSlowly += 1;
      this.#onChange();
    }, SLOW);
    try {
      const connection = await way.open();
      const now = performance.now();
      lane.idle.push({ connection, sent: 0, since: now, idleSince: now });
      // Only opening proves the lane again; a message that failed for its sake does not count as proof.
      lane.trouble = undefined;
      this.#ways.report(way, { opened: true });
    } catch (error) {
      this.#ways.report(way, { opened: false, error: error as Error });
      this.#pause(lane, reasonOf(way, troubleOf(way, error), (error as Error).message));
      if (error instanceof RouteError && isSlowDown({ code: error.code, text: error.message }))
        this.#slowDown(way, error.message);
    } finally {
      clearTimeout(slow);
      if (isSlow) lane.openingSlowly -= 1;
      lane.opening -= 1;
      this.#onChange();
    }
  }

  #pause(lane: Lane, why: Reason): void {
    if (lane.pause(why)) this.#wakeIn(lane.pausedUntil - performance.now());
  }

  #slowDown(way: Way, text: string): void {
    const governor = this.#governor(way);
    governor.askedToSlowDown(performance.now(), text);
    const wait = governor.waits(performance.now());
    if (wait !== undefined) this.#wakeIn(wait);
  }

  #wakeIn(milliseconds: number): void {
    setTimeout(this.#onChange, milliseconds + 1).unref();
  }
}

const reasonOf = ({ serverId }: Way, kind: ReasonKind, why: string): Reason => ({ kind, why, serverId });

/** Whose trouble it is when connections of a way do not open, or break. */
function troubleOf({ leadsTo, serverId }: Way, error?: unknown): ReasonKind {
  if (leadsTo === 'receivers') return 'receiver_down';
  if (serverId === null) return 'install_down';
  return error instanceof RouteError && error.reason === 'auth-refused' ? 'login_refused' : 'server_down';
}
