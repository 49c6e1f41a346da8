import { sessionEndHeader } from '#server/accounts/contract.ts';

/** Other tabs of this browser share the session: what one of them hears, all know. */
const tabs = new BroadcastChannel('session-end');
const listeners = new Set<() => void>();

/**
 * When the session ends if nobody does anything more, in milliseconds since 1970. Undefined while that is not known, and when it
 * ends before in any case.
 */
let end: number | undefined;

/** To be read with `useSyncExternalStore`. */
export const sessionEnd = {
  get: () => end,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

/** Takes from an answer what it says about the end of the session. */
export function noteSessionEnd({ headers }: Response): void {
  const told = headers.get(sessionEndHeader);
  if (told === null) return;
  const next = told === 'final' ? undefined : Date.now() + Number(told) * 1000;
  // Answers round to seconds and take their time: so little is no news.
  if (next === end || Math.abs((next ?? 0) - (end ?? 0)) < 2000) return;
  keep(next);
  tabs.postMessage(next);
}

tabs.addEventListener('message', ({ data }: MessageEvent<number | undefined>) => keep(data));

function keep(next: number | undefined): void {
  end = next;
  for (const listener of listeners) listener();
}
