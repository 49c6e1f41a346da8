import { sessionEndHeader } from '#server/accounts/contract.ts';

/** Other tabs of this browser share the session: what one of them hears, all know. */
const tabs = new BroadcastChannel('session-end');
const listeners = new Set<() => void>();

interface SessionEnd {
  /** In milliseconds since 1970, if nobody does anything more. */
  at: number;
  /** Whether it ends then in any case. */
  isFinal: boolean;
}

/** Undefined while it is not known. */
let end: SessionEnd | undefined;

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
  const [seconds, final] = told.split(' ');
  const next = { at: Date.now() + Number(seconds) * 1000, isFinal: final === 'final' };
  // Answers round to seconds and take their time: so little is no news.
  if (next.isFinal === end?.isFinal && Math.abs(next.at - end.at) < 2000) return;
  keep(next);
  tabs.postMessage(next);
}

tabs.addEventListener('message', ({ data }: MessageEvent<SessionEnd>) => keep(data));

function keep(next: SessionEnd): void {
  end = next;
  for (const listener of listeners) listener();
}
