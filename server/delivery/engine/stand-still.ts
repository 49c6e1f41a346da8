import { performance } from 'node:perf_hooks';
import type { Way } from '../ways/index.ts';
import { type EngineParts, tellPeople } from './engine-parts.ts';
import type { HeldRange } from './held-range.ts';
import type { Blockage } from './lane-pool.ts';

/** Milliseconds for which a range is kept though nothing of it can go. */
const PATIENCE = 1_500;
/**
 * Milliseconds after which a range with no way, or whose turn does not come, is given back and looked at again: soon,
 * because what holds it back may end at any moment, but less often the more sends stand still.
 */
const STALE = { after: 3_000, wait: 5_000, noWay: 2_000, noWayEach: 20 };

/** Why nothing leaves by a way now: its lane, its receivers or a limit; undefined when something can. */
export function blockageOf({ pool, pace }: EngineParts, way: Way): Blockage | undefined {
  return pool.blockage(way) ?? pace.blockage(way);
}

/** Whether every connection carries a message and none comes to its end: what is leased on top only lies about. */
export function isClogged({ pool, options, settledAt }: EngineParts): boolean {
  return pool.busy >= options.connections && performance.now() - settledAt > STALE.after;
}

/** Gives back ranges of which nothing can go now, so that they do not stand in the way of others; says why. */
export function giveUpOn(parts: EngineParts, ranges: HeldRange[]): void {
  const now = performance.now();
  const still = ranges.filter(
    ({ isOver, inFlight, candidates }) => !isOver && inFlight === 0 && candidates.size > 0,
  );
  const stuck = new Map(still.map((range) => [range, whyStuck(parts, range, now)]));
  const moving = new Set(ranges.filter((range) => !stuck.get(range)).map(({ sendId }) => sendId));
  for (const [range, blockage] of stuck) {
    if (isClogged(parts) && now - range.movedAt > STALE.after) {
      range.isOver = true;
      continue;
    }
    if (!blockage) continue;
    if (!moving.has(range.sendId) && !blockage.isFlow)
      void tellPeople(parts, parts.waiting.say(range, blockage.reason));
    if (blockage.until - now >= PATIENCE) holdBack(parts, range, blockage, now);
  }
}

/** Not for longer than a while: what holds the range back may end sooner, as when a person raises a limit. */
function holdBack(parts: EngineParts, range: HeldRange, { reason, until: end }: Blockage, now: number): void {
  const until = Math.min(end, now + noWayFor(parts));
  range.isOver = true;
  range.heldBack = { reason, seconds: (until - now) / 1000 };
  if (!range.hasMoved) parts.waiting.stick(range, until);
}

/** What holds back all that is left of a range, the first of it to end; undefined when something may go soon. */
function whyStuck(parts: EngineParts, range: HeldRange, now: number): Blockage | undefined {
  const { candidates, movedAt } = range;
  if (candidates.isMoving) return undefined;
  let found: Blockage | undefined =
    candidates.waiting === undefined
      ? undefined
      : { reason: candidates.waiting, until: now + noWayFor(parts) };
  for (const { way } of candidates.ways) {
    const blockage = blockageOf(parts, way);
    if (blockage) {
      if (!found || blockage.until < found.until) found = blockage;
      continue;
    }
    if (now - movedAt < STALE.after || parts.keeper.hasRoom) return undefined;
    found = { reason: parts.pool.standstill(way), until: now + STALE.wait };
  }
  return found;
}

const noWayFor = ({ waiting }: EngineParts) => STALE.noWay + STALE.noWayEach * waiting.standing;
