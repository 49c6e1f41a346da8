import { bringUpToDate } from './app/bring-up-to-date.ts';
import { openDatabaseServer, supervise, superviseWorkers } from './app/supervise/index.ts';
import { loadConfig } from './platform/config/index.ts';
import { installKeys } from './platform/crypto/index.ts';
import { readPlaces } from './platform/places/index.ts';
import { StopRequestedError, surviveClosedOutput } from './platform/processes/index.ts';

const { env } = process;
const say = (line: string) => console.log(line);

const commands: Record<string, () => Promise<void>> = {
  /** Runs the whole product until it is stopped. */
  async start() {
    await supervise(loadConfig(env), env, say);
  },

  /** Runs workers alone, for an install whose database and web server are on another machine. */
  async workers() {
    await superviseWorkers(loadConfig(env), env, say);
  },

  /** Brings the database up to this version and ends. */
  async migrate() {
    const config = loadConfig(env);
    const database = await openDatabaseServer(config, say);
    const key = installKeys(config.secretKey, config.dataDir).database;
    try {
      const { applied } = await bringUpToDate(database.url(), key);
      say(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The database is up to date.');
    } finally {
      await database.stop();
    }
  },

  /** Does the main job on a fresh install; see `npm run demo -- --help`. */
  demo: async () => (await import('./app/demo/index.ts')).demo(process.argv.slice(3), env),

  async 'check-config'() {
    readPlaces(loadConfig(env).placesFile);
    say('The configuration is fine.');
  },
};

surviveClosedOutput();
const name = process.argv[2] ?? '';
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (!command) {
  console.error(`Usage: node server/cli.ts ${Object.keys(commands).join(' | ')}`);
  process.exit(2);
}
try {
  await command();
  process.exit(0);
} catch (error) {
  if (error instanceof StopRequestedError) process.exit(0);
  console.error((error as Error).message);
  process.exit(1);
}
