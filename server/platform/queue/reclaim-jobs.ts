import pg from 'pg';
import { processName } from '../processes/index.ts';

/** Any numbers will do that nothing else locks by: one for all worker processes, one for each of their pools. */
export const lockKey = 7_261_946;
const poolLockClass = 7_261_947;

type Reclaimer = {
  /**
   * Tells the others that the jobs locked by this pool (the name under which a runner of graphile-worker takes jobs) are in
   * good hands as long as this process lives.
   */
  hold(pool: string): void;
  release(): Promise<void>;
};

/**
 * Takes back the jobs of workers that died with them; the queue by itself would wait four hours. A process holds a lock
 * for itself and one for its pool, and they go with its connection. Whoever starts alone knows that all jobs
 * in work are orphans; whoever is one of several looks every few seconds for a pool that nobody holds, and believes it
 * at the second look: a pool is named a moment after it was born, and a lost connection is renewed within a second.
 * To be called before the process begins to work.
 * @param url the owner's connection string.
 * @param lookEvery milliseconds between looks for jobs whose worker is gone.
 */
export async function reclaimJobs(url: string, lookEvery: number): Promise<Reclaimer> {
  const pools = new Set<string>();
  let suspects: string[] = [];
  let released = false;
  let client = await open(url, reopen);
  if (await isAlone(client)) {
    await client.query(`select graphile_worker.force_unlock_workers(array(
      select distinct locked_by from graphile_worker._private_jobs where locked_by is not null))`);
    await client.query('select pg_advisory_lock_shared($1)', [lockKey]);
    await client.query('select pg_advisory_unlock($1)', [lockKey]);
  } else {
    await client.query('select pg_advisory_lock_shared($1)', [lockKey]);
  }

  /** One statement at a time on the one connection. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<unknown>) => {
    turn = turn.then(work, work);
    return turn;
  };
  const lockPools = (names: string[]) =>
    client.query('select pg_advisory_lock_shared($1, hashtext(pool)) from unnest($2::text[]) pool', [
      poolLockClass,
      names,
    ]);

  async function look(): Promise<void> {
    const { rows } = await client.query<{ pool: string }>(
      `with busy as materialized (
         select distinct locked_by as pool from graphile_worker._private_jobs
         where locked_by is not null and locked_by <> all($2::text[]))
       select pool from busy where pg_try_advisory_xact_lock($1, hashtext(pool))`,
      [poolLockClass, [...pools]],
    );
    const dead = rows.map(({ pool }) => pool).filter((pool) => suspects.includes(pool));
    suspects = rows.map(({ pool }) => pool);
    if (dead.length > 0) await client.query('select graphile_worker.force_unlock_workers($1)', [dead]);
  }
  // Fails while the database is away; then nobody's job is begun by others either.
  const looking = setInterval(() => void inTurn(look).catch(() => (suspects = [])), lookEvery);
  looking.unref();

  /** The locks go with the connection; a worker that is still alive takes them again. */
  function reopen(): void {
    if (released) return;
    setTimeout(async () => {
      try {
        client = await open(url, reopen);
        await client.query('select pg_advisory_lock_shared($1)', [lockKey]);
        await inTurn(() => lockPools([...pools]));
      } catch {
        reopen();
      }
    }, 1000).unref();
  }
  return {
    hold(pool) {
      pools.add(pool);
      // When it cannot be taken now, the connection is lost and it is taken with the next one.
      inTurn(() => lockPools([pool])).catch(() => {});
    },
    async release() {
      released = true;
      clearInterval(looking);
      await client.end().catch(() => {});
    },
  };
}

async function isAlone(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [
    lockKey,
  ]);
  return rows[0]?.alone === true;
}

async function open(url: string, onEnd: () => void): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: processName('worker') });
  // A lost connection is reported here and then ends.
  client.on('error', () => {});
  await client.connect();
  client.once('end', onEnd);
  return client;
}
