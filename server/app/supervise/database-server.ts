import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '#server/platform/config/index.ts';
import { startEmbeddedPostgres } from '#server/platform/postgres/index.ts';
import { checkExternalDatabase } from './check-external-database.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

type DatabaseServer = {
  /** The connection string of the owner, now: an embedded server that was started again may have moved. */
  url(): string;
  /** Calls back when the url has changed. */
  onMoved(listener: () => void): void;
  stop(): Promise<void>;
};

/** The database at DATABASE_URL, else the embedded one, which is started again should it end unasked. */
export async function openDatabaseServer(
  { databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>,
  say: (line: string) => void,
): Promise<DatabaseServer> {
  if (databaseUrl === undefined) return keepEmbedded(dataDir, say);
  await checkExternalDatabase(databaseUrl);
  return { url: () => databaseUrl, onMoved() {}, async stop() {} };
}

async function keepEmbedded(dataDir: string, say: (line: string) => void): Promise<DatabaseServer> {
  const start = () => startEmbeddedPostgres({ dataDir, log: say });
  let server = await start();
  let stopping = false;
  let moved = () => {};

  const watch = async () => {
    await server.ended;
    if (stopping) return;
    say('The database stopped unexpectedly; starting it again.');
    const before = server.url;
    await server.stop();
    server = await startAgain();
    if (server.url !== before) moved();
    void watch();
  };
  const startAgain = async () => {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return await start();
      } catch (error) {
        say(`${(error as Error).message} Trying again in ${pauseMs / 1000} s.`);
        await pause(pauseMs);
      }
    }
  };
  void watch();

  return {
    url: () => server.url,
    onMoved(listener) {
      moved = listener;
    },
    async stop() {
      stopping = true;
      await server.stop();
    },
  };
}
