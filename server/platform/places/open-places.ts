import { unwatchFile, watchFile } from 'node:fs';
import type { Log } from '../log/index.ts';
import { type PlaceOf, readPlaces } from './read-places.ts';

/** Where network addresses are, as far as the operator's file knows. Nobody is asked. */
export interface Places {
  of: PlaceOf;
  close(): void;
}

/** For an install without a file. */
export const nowhere: Places = { of: () => null, close: () => undefined };

/**
 * Opens the operator's file and reads it again when it changes; one that cannot be used then is told of in the log, and the
 * one before goes on.
 * @param lookEvery milliseconds
 * @throws ConfigError
 */
export function openPlaces(file: string | undefined, log: Log, lookEvery = 60_000): Places {
  if (file === undefined) return nowhere;
  let placeOf = readPlaces(file);
  watchFile(file, { interval: lookEvery, persistent: false }, () => {
    try {
      placeOf = readPlaces(file);
      log.info('read the new file of places');
    } catch (error) {
      log.warn('the new file of places cannot be used; the one before goes on', {
        why: (error as Error).message,
      });
    }
  });
  return { of: (ip) => placeOf(ip), close: () => unwatchFile(file) };
}
