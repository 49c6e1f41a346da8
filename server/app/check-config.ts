import { loadConfig } from '#server/platform/config/index.ts';
import { readPlaces } from '#server/platform/places/index.ts';

/** Reads every setting and the files they name. @throws ConfigError for the first that cannot be used */
export function checkConfig(env: NodeJS.ProcessEnv): void {
  readPlaces(loadConfig(env).placesFile);
}
