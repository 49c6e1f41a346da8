import { bringUpToDate } from './app/bring-up-to-date.ts';
import { checkConfig } from './app/check-config.ts';
import { openDatabaseServer, supervise, superviseWorkers } from './app/supervise/index.ts';
import { loadConfig } from './platform/config/index.ts';
import { installKeys } from './platform/crypto/index.ts';
import { StopRequestedError, surviveClosedOutput } from './platform/processes/index.ts';

const { env, argv } = process;
const [name = '', ...args] = argv.slice(2);
const say = (line: string) => console.log(line);

const commands: Record<string, () => Promise<void>> = {
  /** Runs the whole product until it is stopped. */
  start: () => supervise(loadConfig(env), env, say),
  /** Runs workers alone, for an install whose database and web server are on another machine. */
  workers: () => superviseWorkers(loadConfig(env), env, say),

  /** Brings the database up to this version and ends. */
  async migrate() {
    const config = loadConfig(env);
    const database = await openDatabaseServer(config, say);
    try {
      const keys = installKeys(config.secretKey, config.dataDir);
      const { applied } = await bringUpToDate(database.url(), keys, config);
      say(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The database is up to date.');
    } finally {
      await database.stop();
    }
  },

  /** Does the main job on a fresh install; see `npm run demo -- --help`. */
  demo: async () => (await import('./app/demo/index.ts')).demo(args, env),

  /** Shows and changes the install's keys: docs/keys.md. */
  keys: async () => (await import('./app/keys/index.ts')).keysCommand(args, env),
  /** Lets somebody in again who lost all second factors: docs/operating.md. */
  'forget-factors': async () => (await import('./app/forget-factors.ts')).forgetFactorsCommand(args, env),

  async 'check-config'() {
    checkConfig(env);
    say('The configuration is fine.');
  },
};

surviveClosedOutput();
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
