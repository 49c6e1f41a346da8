import { type Connection, RouteError } from '../smtp/index.ts';
import type { Found, Leaving, Way, Ways } from './way.ts';

/** Milliseconds to wait for the name servers. */
const PATIENCE = 20_000;
/** Servers to try one after the other. */
const MOST_TRIES = 5;

/** Why no connection could be had, for people. */
export class NoWayError extends Error {
  override name = 'NoWayError';
}

/**
 * Opens a connection for one message that somebody waits for, over the first way that opens.
 *
 * @throws {NoWayError}
 */
export async function openConnection(
  ways: Ways,
  leaving: Leaving,
  recipientDomain: string,
): Promise<{ way: Way; connection: Connection }> {
  let reason = '';
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const found = await answer(ways, leaving, recipientDomain);
    if (found.kind === 'waiting') throw new NoWayError(found.why);
    if (found.kind === 'verdict') throw new NoWayError(found.outcome.text);
    try {
      const connection = await found.way.open();
      ways.report(found.way, { opened: true });
      return { way: found.way, connection };
    } catch (error) {
      if (!(error instanceof RouteError)) throw error;
      ways.report(found.way, { opened: false, error });
      reason = error.message;
    }
  }
  throw new NoWayError(reason);
}

type Answer = Exclude<Found, { kind: 'asking' }>;

/** What is known about the way once it is known. */
async function answer(ways: Ways, leaving: Leaving, recipientDomain: string): Promise<Answer> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const found = ways.find(leaving, recipientDomain);
    if (found.kind !== 'asking') return found;
    if (performance.now() > end) return { kind: 'waiting', why: 'The name servers do not answer.' };
    // Asked for in seldom, short moments only: a listener could not be taken off again.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
