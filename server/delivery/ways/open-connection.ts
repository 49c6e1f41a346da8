import { setTimeout as pause } from 'node:timers/promises';
import { type Connection, RouteError } from '../smtp/index.ts';
import type { Reason } from './contract.ts';
import type { Found, Way } from './way.ts';

/** Milliseconds to wait for the name servers. */
const PATIENCE = 20_000;
/** Servers to try one after the other. */
const MOST_TRIES = 5;

const SILENT_NAMES: Reason = {
  kind: 'name_servers',
  why: 'The name servers do not answer.',
  serverId: null,
};

/** Why no connection could be had, for people. */
export class NoWayError extends Error {
  override name = 'NoWayError';
}

/** What a search may answer; a way need only open here. */
type Answer<W> = Exclude<Found, { kind: 'way' }> | { kind: 'way'; way: W };

/**
 * Opens a connection that somebody waits for, over the first way that opens.
 *
 * @param find asked again after each try
 * @param report told how each try went
 * @throws {NoWayError}
 */
export async function openConnection<W extends Pick<Way, 'open'>>(
  find: () => Answer<W>,
  report: (way: W, event: { opened: true } | { opened: false; error: Error }) => void = () => {},
): Promise<Connection> {
  let reason = '';
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const found = await known(find);
    if (found.kind === 'waiting') throw new NoWayError(found.reason.why);
    if (found.kind === 'verdict') throw new NoWayError(found.outcome.text);
    try {
      const connection = await found.way.open();
      report(found.way, { opened: true });
      return connection;
    } catch (error) {
      if (!(error instanceof RouteError)) throw error;
      report(found.way, { opened: false, error });
      reason = error.message;
    }
  }
  throw new NoWayError(reason);
}

/** The answer once it is known. */
async function known<W>(find: () => Answer<W>): Promise<Exclude<Answer<W>, { kind: 'asking' }>> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const found = find();
    if (found.kind !== 'asking') return found;
    if (performance.now() > end) return { kind: 'waiting', reason: SILENT_NAMES };
    // Looked for now and then: a listener could not be taken off again.
    await pause(50);
  }
}
