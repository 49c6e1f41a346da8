import type { Connection, Route, Transport } from '../smtp/index.ts';
import { jitter } from './retry-schedule.ts';
import { routeKey } from './route-key.ts';

/** Messages after which a connection is replaced; many servers close it then anyway. */
const MESSAGES_PER_CONNECTION = 100;
/** Milliseconds an unused connection is kept. */
const IDLE_LIMIT = 10_000;
/** Milliseconds before a route that could not be opened is tried again. */
const PAUSES = [1_000, 5_000, 15_000, 30_000, 60_000];

type Pooled = { connection: Connection; sent: number; idleSince: number };

/** All connections over one route. */
type Lane = {
  route: Route;
  idle: Pooled[];
  busy: Set<Pooled>;
  opening: number;
  failures: number;
  pausedUntil: number;
  /** Why the route is paused, in words. */
  trouble: string | undefined;
};

/**
 * Connections for all routes of a worker, never more than `limit` together. Messages are taken from the ledger only
 * for connections that are open already, so a route that cannot be opened costs no message a try.
 */
export class ConnectionPool {
  #transport: Transport;
  #limit: number;
  #lanes = new Map<string, Lane>();
  #onChange: () => void;

  /** @param onChange called when a connection became free, was opened, or could not be */
  constructor(transport: Transport, limit: number, onChange: () => void) {
    this.#transport = transport;
    this.#limit = limit;
    this.#onChange = onChange;
  }

  /**
   * How many connections of a route are free now. Opens more in the background, up to `share` of them.
   */
  free(route: Route, share: number): number {
    const lane = this.#lane(route);
    this.#dropUnusable(lane);
    const open = lane.idle.length + lane.busy.size + lane.opening;
    if (performance.now() >= lane.pausedUntil) {
      // A route that was in trouble is tried with one connection first.
      const wanted = lane.trouble === undefined ? share : Math.min(share, 1);
      for (let i = open; i < wanted && this.#makeRoom(lane); i++) void this.#open(lane);
    }
    return lane.idle.length;
  }

  /** Why mail over a route waits, or undefined while a connection of it lives. */
  trouble(route: Route): string | undefined {
    const lane = this.#lane(route);
    return lane.idle.length + lane.busy.size > 0 ? undefined : lane.trouble;
  }

  /** Takes a free connection; undefined when it died in the meantime. */
  take(route: Route): Pooled | undefined {
    const lane = this.#lane(route);
    this.#dropUnusable(lane);
    const pooled = lane.idle.pop();
    if (pooled) lane.busy.add(pooled);
    return pooled;
  }

  /** Gives a connection back after a message. */
  giveBack(route: Route, pooled: Pooled): void {
    const lane = this.#lane(route);
    lane.busy.delete(pooled);
    pooled.sent += 1;
    pooled.idleSince = performance.now();
    if (pooled.connection.usable && pooled.sent < MESSAGES_PER_CONNECTION) lane.idle.push(pooled);
    else pooled.connection.close();
    this.#onChange();
  }

  /** A message could not be sent for a reason that lies with the route: nothing more goes over it for a while. */
  pause(route: Route, why: string): void {
    const lane = this.#lane(route);
    this.#note(lane, why);
  }

  /** Marks that mail goes through again. */
  recovered(route: Route): void {
    const lane = this.#lane(route);
    lane.failures = 0;
    lane.pausedUntil = 0;
    lane.trouble = undefined;
  }

  /** Closes what has not been used for a while. */
  closeIdle(olderThan = IDLE_LIMIT): void {
    for (const [key, lane] of this.#lanes) {
      const old = lane.idle.filter((pooled) => performance.now() - pooled.idleSince >= olderThan);
      lane.idle = lane.idle.filter((pooled) => !old.includes(pooled));
      for (const pooled of old) pooled.connection.close();
      const isEmpty = lane.idle.length + lane.busy.size + lane.opening === 0;
      if (isEmpty && lane.trouble === undefined) this.#lanes.delete(key);
    }
  }

  /** Ends every connection; messages in flight are cut off. */
  closeAll(): void {
    this.closeIdle(0);
    for (const lane of this.#lanes.values()) for (const { connection } of lane.busy) connection.close();
  }

  #lane(route: Route): Lane {
    const key = routeKey(route);
    let lane = this.#lanes.get(key);
    if (!lane) {
      lane = {
        route,
        idle: [],
        busy: new Set(),
        opening: 0,
        failures: 0,
        pausedUntil: 0,
        trouble: undefined,
      };
      this.#lanes.set(key, lane);
    }
    return lane;
  }

  #dropUnusable(lane: Lane): void {
    lane.idle = lane.idle.filter((pooled) => pooled.connection.usable);
  }

  /** Whether one more connection may be opened; an idle one of another route gives way. */
  #makeRoom(lane: Lane): boolean {
    const lanes = [...this.#lanes.values()];
    const total = lanes.reduce((sum, each) => sum + each.idle.length + each.busy.size + each.opening, 0);
    if (total < this.#limit) return true;
    const spare = lanes.find((other) => other !== lane && other.idle.length > 0)?.idle.pop();
    spare?.connection.close();
    return spare !== undefined;
  }

  async #open(lane: Lane): Promise<void> {
    lane.opening += 1;
    try {
      const connection = await this.#transport.open(lane.route);
      lane.idle.push({ connection, sent: 0, idleSince: performance.now() });
      // Only opening proves the route again; a message that failed for its sake does not count as proof.
      lane.trouble = undefined;
    } catch (error) {
      this.#note(lane, (error as Error).message);
    } finally {
      lane.opening -= 1;
      this.#onChange();
    }
  }

  #note(lane: Lane, why: string): void {
    const isNews = performance.now() >= lane.pausedUntil;
    lane.trouble = why;
    // Ten connections that fail together are one failure.
    if (!isNews) return;
    lane.pausedUntil = performance.now() + jitter(PAUSES[Math.min(lane.failures, PAUSES.length - 1)]!);
    lane.failures += 1;
    setTimeout(this.#onChange, lane.pausedUntil - performance.now() + 1).unref();
  }
}
