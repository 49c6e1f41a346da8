import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import pg from 'pg';
import { silentLog } from '#server/platform/log/index.ts';
import { testDatabase } from '#testing/database.ts';
import { enqueue } from './enqueue.ts';
import { startJobs } from './start-jobs.ts';

const { database, url } = await testDatabase();
const queueModule = new URL('./start-jobs.ts', import.meta.url).href;

/** A worker in a process of its own that begins a job and never ends it. */
const stuckWorker = `
  const { startJobs } = await import(${JSON.stringify(queueModule)});
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const stuck = () => new Promise(() => process.stdout.write('begun'));
  await startJobs(${JSON.stringify(url)}, { job: stuck }, { log, concurrency: 1 });`;

async function startStuckWorker() {
  const worker = spawn(process.execPath, ['--input-type=module', '-e', stuckWorker], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(worker.stdout!, 'data');
  return worker;
}

describe('jobs of a worker that is killed', () => {
  it('are begun again by the next worker to start, and only once their worker is gone', async () => {
    await database.asSystem((tx) => enqueue(tx, 'job', {}));
    const worker = await startStuckWorker();
    let taken = 0;
    const begun = Promise.withResolvers<void>();
    const handlers = {
      job: async () => {
        taken += 1;
        begun.resolve();
      },
    };
    const early = await startJobs(url, handlers, { log: silentLog });
    await early.stop();
    assert.equal(taken, 0, 'the job is still in good hands');
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    const next = await startJobs(url, handlers, { log: silentLog });
    await begun.promise;
    await next.stop();
    assert.equal(taken, 1);
  });

  it('are begun again by a worker that lived all the while, and those of the living are left to them', async () => {
    await database.asSystem((tx) => enqueue(tx, 'job', { whose: 'the living' }));
    const living = await startStuckWorker();
    const [held] = await locksOfJobs();
    await database.asSystem((tx) => enqueue(tx, 'job', { whose: 'the killed' }));
    const killed = await startStuckWorker();
    const begun = Promise.withResolvers<unknown>();
    const handlers = { job: async ({ whose }: Record<string, unknown>) => begun.resolve(whose) };
    const other = await startJobs(url, handlers, { log: silentLog, lookEvery: 50 });
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const first = await begun.promise;
    await other.stop();
    // The looks that found the one job orphaned saw the other as well.
    const heldStill = await locksOfJobs();
    living.kill('SIGKILL');
    assert.equal(first, 'the killed');
    assert.deepEqual(heldStill, [held]);
  });
});

/** The jobs in work: under which name each was taken, and how often. */
async function locksOfJobs() {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  const { rows } = await owner.query(
    'select id, locked_by, attempts from graphile_worker._private_jobs where locked_by is not null',
  );
  await owner.end();
  return rows;
}
