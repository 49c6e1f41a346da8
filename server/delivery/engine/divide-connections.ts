import type { Way } from '../ways/index.ts';
import type { Lane } from './lane.ts';

/** Messages that could leave over a lane now. */
export type Demand = { way: Way; count: number; isTransactional: boolean };

/** Milliseconds that a lane may use a connection before one that has none gets it. */
const QUANTUM = 5_000;

/** So many may be opening slowly besides: a connection that does not open costs next to nothing. */
const MOST_BESIDES = 500;

/** The part of the connections, of a worker or of a server, that lanes nobody has heard of yet may take from the others. */
const KNOCKS = 1 / 2;

type Share = { lane: Lane; demand: number; isTransactional: boolean; target: number };
type Change = { lane: Lane; count: number };

/**
 * Divides the connections of a worker among the lanes that have messages: in turn, one each, until nobody can use
 * more. Lanes with transactional mail come first. Lanes that answer come before those nobody has heard of yet, but for
 * a half; and a lane gets one connection alone until a message was answered there, when there are others. So receivers
 * that hang hold up only themselves, however many they are. A lane keeps what it has while that is no more than its even share
 * and others have not waited for long, because a connection that is reused costs a fraction of a new one.
 *
 * @param limits.allowed connections that a way's group of receivers likes at the moment
 */
export function divideConnections(
  lanes: ReadonlyMap<string, Lane>,
  demands: Demand[],
  limits: { limit: number; allowed: (way: Way) => number; now: number },
): { open: Change[]; close: Change[] } {
  const shares = new Map<Lane, Share>();
  for (const { way, count, isTransactional } of demands) {
    const lane = lanes.get(way.lane)!;
    shares.set(lane, { lane, demand: count, isTransactional, target: 0 });
  }
  const isUrgent = [...shares.values()].some(
    ({ lane, isTransactional }) => isTransactional && lane.size === 0,
  );
  const even = isUrgent ? 0 : Math.max(1, Math.floor(limits.limit / Math.max(1, shares.size)));
  const limit = limits.limit + besides(lanes);
  const room = new Room(limit, limits.allowed);
  for (const lane of lanes.values()) {
    const share = shares.get(lane);
    const kept = lane.busy.size + lane.opening;
    room.use(lane.way, kept);
    if (!lane.isAlive) room.knock(lane.way, lane.opening);
    if (share) share.target = kept;
  }
  for (const share of shares.values()) {
    for (let left = protectedIdle(share, even, limits.now); left > 0; left--) {
      // Fewer may be allowed than there were a moment ago.
      if (!room.isLeftFor(share.lane.way)) break;
      share.target += 1;
      room.use(share.lane.way, 1);
    }
  }
  const order = [...shares.values()].sort(byNeed);
  grow(order, room, Math.max(1, Math.floor(limits.limit * KNOCKS)) - knocksAt(lanes));
  grow(order, room, Number.POSITIVE_INFINITY);
  return changes(lanes, order, { ...limits, limit });
}

/** Gives one to each of those that have fewest, again and again; at most so many to lanes nobody has heard of yet. */
function grow(order: Share[], room: Room, knocks: number): void {
  let knocksLeft = knocks;
  const isNext = (share: Share) =>
    wants(share, room, order.length > 1) && (share.lane.isAlive || share.isTransactional || knocksLeft > 0);
  let isGrowing = true;
  while (isGrowing && room.left > 0) {
    isGrowing = false;
    const least = Math.min(...order.filter(isNext).map(({ target }) => target));
    for (const share of order) {
      if (share.target > least || !isNext(share)) continue;
      share.target += 1;
      room.use(share.lane.way, 1);
      isGrowing = true;
      if (share.lane.isAlive) continue;
      room.knock(share.lane.way, 1);
      knocksLeft -= 1;
    }
  }
}

/** Lanes nobody has heard of yet that are being opened. */
function knocksAt(lanes: ReadonlyMap<string, Lane>): number {
  let knocks = 0;
  for (const lane of lanes.values()) if (!lane.isAlive) knocks += lane.opening - lane.openingSlowly;
  return knocks;
}

/**
 * Connections that may be opened besides: receivers that hang must not hold up those that answer, so what takes long to
 * open is not counted, within reason.
 */
function besides(lanes: ReadonlyMap<string, Lane>): number {
  let slow = 0;
  for (const { openingSlowly } of lanes.values()) slow += openingSlowly;
  return Math.min(slow, MOST_BESIDES);
}

/** What each server and group has left, and the worker as a whole. */
class Room {
  left: number;
  #allowed: (way: Way) => number;
  #used = new Map<string, number>();
  #knocks = new Map<string, number>();

  constructor(limit: number, allowed: (way: Way) => number) {
    this.left = limit;
    this.#allowed = allowed;
  }

  use(way: Way, count: number): void {
    this.left -= count;
    for (const key of keysOf(way)) this.#used.set(key, (this.#used.get(key) ?? 0) + count);
  }

  /** Counts connections to where nobody has been heard of yet; half of those that a server bears are for the others. */
  knock(way: Way, count: number): void {
    const [server] = keysOf(way);
    this.#knocks.set(server, (this.#knocks.get(server) ?? 0) + count);
  }

  mayKnock(way: Way): boolean {
    const knocks = this.#knocks.get(keysOf(way)[0]) ?? 0;
    return way.group.isEager || knocks < Math.max(1, Math.floor(way.serverConnections * KNOCKS));
  }

  isLeftFor(way: Way): boolean {
    const [server, group] = keysOf(way);
    const used = (key: string) => this.#used.get(key) ?? 0;
    return this.left > 0 && used(server) < way.serverConnections && used(group) < this.#allowed(way);
  }
}

/** Idle connections that a lane keeps although others may have none. */
function protectedIdle({ lane, demand }: Share, even: number, now: number): number {
  const young = lane.idle.filter(({ since }) => now - since < QUANTUM).length;
  return Math.max(0, Math.min(young, demand, even - lane.busy.size - lane.opening));
}

function wants({ lane, demand, target }: Share, room: Room, hasOthers: boolean): boolean {
  const isOneEnough = hasOthers && !lane.isProven && !lane.way.group.isEager;
  const most = isOneEnough ? 1 : demand + lane.busy.size;
  if (hasOthers && !lane.isAlive && !room.mayKnock(lane.way)) return false;
  return target < Math.min(most, demand + lane.busy.size) && room.isLeftFor(lane.way);
}

function byNeed(a: Share, b: Share): number {
  return Number(b.isTransactional) - Number(a.isTransactional) || lastUsed(a.lane) - lastUsed(b.lane);
}

const lastUsed = (lane: Lane): number => Math.max(0, ...lane.idle.map(({ idleSince }) => idleSince));

/** A lane that was in trouble is tried with one connection first; idle ones end only where others need the room. */
function changes(
  lanes: ReadonlyMap<string, Lane>,
  order: Share[],
  { limit, allowed, now }: { limit: number; allowed: (way: Way) => number; now: number },
): { open: Change[]; close: Change[] } {
  const open: Change[] = [];
  const sizes = new Sizes(limit, allowed);
  for (const lane of lanes.values()) sizes.add(lane.way, lane.size);
  for (const { lane, target } of order) {
    if (now < lane.pausedUntil) continue;
    const count = (lane.trouble === undefined ? target : Math.min(target, 1)) - lane.size;
    if (count <= 0) continue;
    open.push({ lane, count });
    sizes.add(lane.way, count);
  }
  const close: Change[] = [];
  const targets = new Map(order.map(({ lane, target }) => [lane, target]));
  for (const lane of lanes.values()) {
    const surplus = Math.min(lane.size - (targets.get(lane) ?? 0), lane.idle.length);
    const count = Math.min(surplus, sizes.beyond(lane.way));
    if (count <= 0) continue;
    close.push({ lane, count });
    sizes.add(lane.way, -count);
  }
  return { open, close };
}

/** Connections that there are, against what there may be. */
class Sizes {
  #limit: number;
  #allowed: (way: Way) => number;
  #sizes = new Map<string, number>();

  constructor(limit: number, allowed: (way: Way) => number) {
    this.#limit = limit;
    this.#allowed = allowed;
  }

  add(way: Way, count: number): void {
    for (const key of ['all', ...keysOf(way)]) this.#sizes.set(key, (this.#sizes.get(key) ?? 0) + count);
  }

  /** By how many the strictest of the limits is exceeded. A group that pauses may keep its connections. */
  beyond(way: Way): number {
    const [server, group] = keysOf(way);
    const size = (key: string) => this.#sizes.get(key) ?? 0;
    return Math.max(
      size('all') - this.#limit,
      size(server) - way.serverConnections,
      size(group) - (this.#allowed(way) || size(group)),
      size(group) - (way.groupConnections ?? size(group)),
    );
  }
}

const keysOf = ({ serverId, group }: Way): [server: string, group: string] => [
  `server ${serverId}`,
  `group ${group.key}`,
];
