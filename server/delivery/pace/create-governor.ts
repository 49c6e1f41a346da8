import { withoutAddresses } from '#server/platform/log/index.ts';
import type { Governor } from './governor.ts';
import { askedPause } from './slow-down.ts';

/** Milliseconds to hold back after the first, second, … request to slow down in a row. */
const PAUSES = [5_000, 15_000, 60_000, 5 * 60_000];

/** Accepted messages for one more connection at most, while an eager governor has heard no request. */
const EAGER_RISE = 4;

/** A request is forgotten after so many times the pause it caused without another one. */
const CALM = 10;

/**
 * Finds out how many connections a group of receivers likes: one more after as many accepted messages as there are
 * connections, half as many when asked to slow down, never fewer than one. The number that was refused is not tried
 * again before a while has passed without complaint.
 *
 * Pure: it holds no timers, and every time is given to it (milliseconds of any one clock).
 *
 * @param start connections in the beginning
 * @param most connections that are never exceeded
 * @param isEager grow faster until the first request to slow down
 */
export function createGovernor({
  start,
  most,
  isEager = false,
}: {
  start: number;
  most: number;
  isEager?: boolean;
}): Governor {
  const ceiling = Math.max(1, Math.floor(most));
  let connections = Math.min(Math.max(1, Math.floor(start)), ceiling);
  let acceptedSinceRise = 0;
  let mayHurry = isEager;
  /** Requests in a row; each makes the pause longer. */
  let requests = 0;
  let last: { refused: number; pausedUntil: number; calmAt: number; text: string } | undefined;

  function isPaused(now: number): boolean {
    return last !== undefined && now < last.pausedUntil;
  }

  function forgetWhenCalm(now: number): void {
    if (last === undefined || now < last.calmAt) return;
    last = undefined;
    requests = 0;
  }

  function hold(now: number, text: string, pause: number, refused: number): void {
    const pausedUntil = now + pause;
    const calmAt = pausedUntil + CALM * Math.min(pause, PAUSES.at(-1)!);
    // All who wait for these receivers read it, in other accounts too.
    last = { refused, pausedUntil, calmAt, text: withoutAddresses(text) };
  }

  return {
    allowed(now) {
      return isPaused(now) ? 0 : connections;
    },

    trouble(now) {
      forgetWhenCalm(now);
      if (last === undefined) return undefined;
      const state = isPaused(now) ? 'asked us to pause' : 'asked us to slow down';
      return `The receiving mail servers ${state}: “${last.text}”`;
    },

    waits(now) {
      return isPaused(now) ? last!.pausedUntil - now : undefined;
    },

    accepted(now) {
      // What was on its way when the request came says nothing about what is welcome after it.
      if (isPaused(now)) return;
      forgetWhenCalm(now);
      acceptedSinceRise += 1;
      if (acceptedSinceRise < (mayHurry ? Math.min(EAGER_RISE, connections) : connections)) return;
      acceptedSinceRise = 0;
      const welcome = last === undefined ? ceiling : Math.min(ceiling, last.refused - 1);
      connections = Math.max(connections, Math.min(connections + 1, welcome));
    },

    askedToSlowDown(now, text) {
      const asked = askedPause(text);
      if (isPaused(now)) {
        // All connections are refused together: that is one request. Only a longer wait is news.
        if (asked !== undefined && now + asked > last!.pausedUntil) hold(now, text, asked, last!.refused);
        return;
      }
      forgetWhenCalm(now);
      mayHurry = false;
      const pause = Math.max(PAUSES[Math.min(requests, PAUSES.length - 1)]!, asked ?? 0);
      requests += 1;
      hold(now, text, pause, connections);
      connections = Math.max(1, Math.floor(connections / 2));
      acceptedSinceRise = 0;
    },
  };
}
