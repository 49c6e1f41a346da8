import pg from 'pg';

/** Any number will do that nothing else locks by. */
const lockKey = 7_261_946;

/**
 * Takes back the jobs of workers that died with them; the queue by itself would wait four hours. Every worker process
 * shares a lock for as long as it lives, so one that finds it free knows that whoever holds a job is gone. To be called
 * before the process begins to work.
 * @param url the owner's connection string.
 * @returns how to let the lock go at the end.
 */
export async function reclaimJobs(url: string): Promise<{ release(): Promise<void> }> {
  let released = false;
  let client = await open(url, reopen);
  const { rows } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [
    lockKey,
  ]);
  if (rows[0]?.alone)
    await client.query(`select graphile_worker.force_unlock_workers(array(
      select distinct locked_by from graphile_worker._private_jobs where locked_by is not null))`);
  await client.query('select pg_advisory_lock_shared($1)', [lockKey]);
  if (rows[0]?.alone) await client.query('select pg_advisory_unlock($1)', [lockKey]);

  /** The lock goes with its connection; a worker that is still alive takes it again. */
  function reopen(): void {
    if (released) return;
    setTimeout(async () => {
      try {
        client = await open(url, reopen);
        await client.query('select pg_advisory_lock_shared($1)', [lockKey]);
      } catch {
        reopen();
      }
    }, 1000).unref();
  }
  return {
    async release() {
      released = true;
      await client.end().catch(() => {});
    },
  };
}

async function open(url: string, onEnd: () => void): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'mail-minion worker lock' });
  // A lost connection is reported here and then ends.
  client.on('error', () => {});
  await client.connect();
  client.once('end', onEnd);
  return client;
}
