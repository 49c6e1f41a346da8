import { readFile } from 'node:fs/promises';
import type { Log } from '#server/platform/log/index.ts';
import type { Ingest } from '../ingest/ingest-events.ts';
import { keepBadLines } from './bad-events.ts';
import { decodeLines } from './lines.ts';
import type { Spool } from './spool.ts';

/**
 * Stores everything that waits on disk, oldest first, and deletes each file once all of it is in the database. Dying
 * half-way is harmless: what is stored already is recognised by its id.
 *
 * @throws what `store` throws; the file at hand then stays
 */
export async function replay(spool: Spool, store: Ingest, batchSize: number, log: Log): Promise<void> {
  let count = 0;
  while (!spool.isEmpty) {
    const file = await spool.next();
    if (file === undefined) continue;
    const { events, bad } = decodeLines(await readFile(file));
    for (let start = 0; start < events.length; start += batchSize) {
      await store(events.slice(start, start + batchSize));
    }
    if (bad.length > 0) await keepBadLines(spool.badFile, bad, log);
    await spool.done(file);
    count += events.length;
  }
  if (count > 0) log.info('stored events that had waited on disk', { count });
}
