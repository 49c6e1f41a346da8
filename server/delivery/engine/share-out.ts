import type { Route } from '../smtp/index.ts';
import type { Wish } from './gate-messages.ts';
import type { HeldRange } from './held-range.ts';
import { routeKey } from './route-key.ts';

/**
 * Deals the free connections of each route out to the ranges that send over it, one by one in turn. A range that can
 * get none this time has no wish.
 *
 * @param freeOf how many connections of a route are free now, when it may have `share` of them in all
 */
export function shareOut(
  ranges: HeldRange[],
  routeOf: (range: HeldRange) => Route,
  limit: number,
  freeOf: (route: Route, share: number) => number,
): Wish[] {
  const byRoute = new Map<string, Wish[]>();
  for (const range of ranges) {
    const key = routeKey(routeOf(range));
    byRoute.set(key, [...(byRoute.get(key) ?? []), { range, count: 0 }]);
  }
  const share = Math.max(1, Math.floor(limit / Math.max(1, byRoute.size)));
  for (const wishes of byRoute.values()) {
    // Beginning anywhere keeps the first range from always having the odd one.
    const start = Math.floor(Math.random() * wishes.length);
    const free = freeOf(routeOf(wishes[0]!.range), share);
    for (let i = 0; i < free; i++) wishes[(start + i) % wishes.length]!.count += 1;
  }
  return [...byRoute.values()].flat().filter((wish) => wish.count > 0);
}
