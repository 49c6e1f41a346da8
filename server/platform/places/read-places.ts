import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { type CityResponse, Reader } from 'mmdb-lib';
import { ConfigError } from '../config/index.ts';

/** The whole file is kept in memory; those of cities have about 130 MB. */
const MOST_MB = 512;

/** City and country of an address, in English, e.g. `Lisbon, Portugal`; null when the file knows none. */
export type PlaceOf = (ip: string) => string | null;

/**
 * Reads a database of places in the MaxMind DB format, 2.0: GeoLite2 and GeoIP2 City or Country, DB-IP City or Country. Without a
 * file no place is known.
 * @throws ConfigError when it cannot be read, is none, or knows no places
 */
export function readPlaces(file: string | undefined): PlaceOf {
  if (file === undefined) return () => null;
  const reader = open(file);
  if (!/city|country|enterprise/i.test(reader.metadata.databaseType))
    throw unusable(
      file,
      `it holds no places (it is of the type ${reader.metadata.databaseType}); take a City or Country one`,
    );
  return (ip) => {
    const kind = isIP(ip);
    if (kind === 0 || (kind === 6 && reader.metadata.ipVersion === 4)) return null;
    const found = reader.get(ip);
    const names = [found?.city?.names?.en, found?.country?.names?.en].filter((name) => name);
    return names.length > 0 ? names.join(', ') : null;
  };
}

function open(file: string): Reader<CityResponse> {
  try {
    if (statSync(file).size > MOST_MB * 1_048_576) throw new Error(`it is larger than ${MOST_MB} MB`);
    const reader = new Reader<CityResponse>(readFileSync(file));
    // A file cut short has its description at the end no more, or leads beyond its end.
    for (const ip of ['1.1.1.1', '203.0.113.1']) reader.get(ip);
    return reader;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw unusable(file, 'there is no such file');
    if (code === 'EACCES' || code === 'EISDIR') throw unusable(file, 'it cannot be read');
    throw unusable(
      file,
      message.startsWith('it is') ? message : 'it is no database of places in the MaxMind format (.mmdb)',
    );
  }
}

const unusable = (file: string, why: string) =>
  new ConfigError(`PLACES_FILE cannot be used: ${file}: ${why}.`);
