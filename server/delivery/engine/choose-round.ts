import type { Way } from '../ways/index.ts';
import { type Chosen, chooseForLane, chooseVerdicts } from './choose-messages.ts';
import type { Demand } from './divide-connections.ts';
import type { EngineParts } from './engine-parts.ts';
import type { HeldRange } from './held-range.ts';
import { blockageOf, isClogged } from './stand-still.ts';

/** What could leave now, and whether the connections could carry more than what is held. */
export type RoundChoice = { chosen: Chosen[]; isHungry: boolean };

/** Chooses what could leave now: as many messages as there are free connections, which are opened where they lack. */
export function chooseRound(parts: EngineParts, ranges: HeldRange[]): RoundChoice {
  const { pool, options, turns } = parts;
  const demands = demandsOf(parts, ranges);
  pool.provide(demands);
  const most = options.connections - pool.busy;
  const chosen: Chosen[] = [];
  const promised = new Map<string, number>();
  const open = new Map<Way, boolean>();
  const isOpen = (way: Way) => {
    const is = open.get(way) ?? blockageOf(parts, way) === undefined;
    open.set(way, is);
    return is;
  };
  for (const { way } of demands) {
    const group = way.group.key;
    const free = pool.free(way, promised.get(group) ?? 0);
    const room = Math.min(free, most - chosen.length);
    const taken = room > 0 ? chooseForLane(ranges, way.lane, room, turns, isOpen) : [];
    promised.set(group, (promised.get(group) ?? 0) + taken.length);
    chosen.push(...taken);
  }
  chosen.push(...chooseVerdicts(ranges, most - chosen.length));
  return { chosen, isHungry: isHungry(parts, demands) };
}

function isHungry(parts: EngineParts, demands: Demand[]): boolean {
  const { pool, options } = parts;
  const work = demands.reduce((sum, { way, count }) => sum + Math.min(count, 2 * pool.capacity(way)), 0);
  return work < 2 * options.connections && !isClogged(parts);
}

/** The lanes that messages could leave over now, those with transactional ones first. */
function demandsOf(parts: EngineParts, ranges: HeldRange[]): Demand[] {
  const demands = new Map<string, Demand>();
  for (const { candidates, stream } of ranges) {
    for (const { way, count } of candidates.ways) {
      if (blockageOf(parts, way)) continue;
      const demand = demands.get(way.lane) ?? { way, count: 0, isTransactional: false };
      demand.count += count;
      demand.isTransactional ||= stream === 'transactional';
      demands.set(way.lane, demand);
    }
  }
  return [...demands.values()].sort((a, b) => Number(b.isTransactional) - Number(a.isTransactional));
}
