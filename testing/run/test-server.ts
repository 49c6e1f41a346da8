import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '#server/platform/postgres/index.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** One PostgreSQL for a whole run of tests, empty and gone afterwards. It need not survive a power cut. */
export async function startTestServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = await temporaryFolder();
  const server = await startEmbeddedPostgres({
    dataDir: join(folder, 'data'),
    log: console.log,
    overrides: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
  });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
