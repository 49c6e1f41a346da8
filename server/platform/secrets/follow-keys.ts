import type { KeyRing } from '../crypto/index.ts';
import type { Database, Tx } from '../database/index.ts';
import { loginSuffix } from '../database/index.ts';
import type { Log } from '../log/index.ts';
import { forgetHolder, HOLDER_INTERVAL, noteHolder } from './key-holders.ts';
import { followDatabase, UnknownSecretKeyError } from './secret-keys.ts';

/** How long a process may work with the former key after another has become current, ms. */
export const FOLLOW_INTERVAL = 2_000;

interface Follower {
  database: Database;
  keys: KeyRing;
  /** Names this process among those that run. */
  process: string;
  /** The secrets as they are written now. */
  readSecrets: () => readonly Buffer[];
  log: Log;
  /** The install works with a key this process does not know: it must not go on. */
  onUnknownKey: (error: UnknownSecretKeyError) => void;
}

/**
 * Keeps a process in line with the key that the database names, without a restart. Comes back once it has looked for the
 * first time, or found the database away; then it looks again soon.
 */
export async function followKeys(follower: Follower): Promise<{ stop(): Promise<void> }> {
  const { database, process, log } = follower;
  const look = lookOnce(follower);
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let looking = Promise.resolve();
  const round = async () => {
    try {
      await database.asSystem(look);
    } catch (error) {
      if (error instanceof UnknownSecretKeyError) follower.onUnknownKey(error);
      else log.debug('the keys could not be looked at', { error });
    }
    if (!stopped) timer = setTimeout(() => (looking = round()), FOLLOW_INTERVAL).unref();
  };
  await round();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
      await database.asSystem((tx) => forgetHolder(tx, process)).catch(() => {});
    },
  };
}

function lookOnce({ keys, process, readSecrets }: Follower): (tx: Tx) => Promise<void> {
  // Its connections keep the login they began with.
  const login = loginSuffix(keys.database);
  let told = { keys: 0, at: Number.NEGATIVE_INFINITY };
  return async (tx) => {
    keys.add(readSecrets());
    await followDatabase(tx, keys);
    const isDue = performance.now() - told.at > HOLDER_INTERVAL;
    if (!isDue && told.keys === keys.all.length) return;
    await noteHolder(tx, process, keys, login);
    told = { keys: keys.all.length, at: performance.now() };
  };
}
