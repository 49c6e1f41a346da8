import type pg from 'pg';
import type { FailedJob, HealthCheck } from '#server/operator/contract.ts';
import { check, graded, inWords, type Look, orUnknown } from './check.ts';

/** Whether work is done, and what waits. */
export function queueChecks(client: pg.Client): Look[] {
  return [
    orUnknown('queue', 'Waiting jobs', () => waiting(client)),
    orUnknown('failed-jobs', 'Failed jobs', () => failed(client)),
  ];
}

async function waiting(client: pg.Client): Promise<HealthCheck> {
  const { rows } = await client.query<{ jobs: string; seconds: number | null }>(
    `select count(*) as jobs, extract(epoch from max(now() - run_at))::float8 as seconds
      from graphile_worker.jobs where run_at <= now() and locked_at is null and attempts < max_attempts`,
  );
  const { jobs = '0', seconds } = rows[0] ?? {};
  const oldest = seconds ?? 0;
  const state = graded(oldest, { warn: 120, bad: 1_800 });
  return check(
    'queue',
    'Waiting jobs',
    state,
    Number(jobs) === 0 ? 'None waits.' : `${jobs} wait, the oldest for ${inWords(oldest)}.`,
    state === 'ok'
      ? null
      : 'Look whether workers are alive and the machine is busy; start more workers if it is.',
  );
}

async function failed(client: pg.Client): Promise<HealthCheck> {
  const { rows } = await client.query<{ task: string; jobs: string }>(
    `select task_identifier as task, count(*) as jobs from graphile_worker.jobs where attempts >= max_attempts
      group by 1 order by 2 desc`,
  );
  const total = rows.reduce((sum, { jobs }) => sum + Number(jobs), 0);
  return check(
    'failed-jobs',
    'Failed jobs',
    total === 0 ? 'ok' : 'warn',
    total === 0
      ? 'None was given up.'
      : `${total} were given up: ${rows.map(({ task, jobs }) => `${jobs} × ${task}`).join(', ')}.`,
    total === 0 ? null : 'Read why below; then let them be tried again, or delete them.',
  );
}

/** Jobs that were tried as often as they may be. What is in them stays out: it may name people. */
export async function listFailedJobs(client: pg.Client): Promise<FailedJob[]> {
  const { rows } = await client.query<{
    id: string;
    task: string;
    attempts: number;
    error: string | null;
    at: Date;
  }>(
    `select id::text, task_identifier as task, attempts, last_error as error, created_at as at
      from graphile_worker.jobs where attempts >= max_attempts order by id desc limit 100`,
  );
  return rows.map(({ error, at, ...job }) => ({
    ...job,
    error: (error ?? '').split('\n')[0]!.slice(0, 300),
    createdAt: at.toISOString(),
  }));
}

/** @returns how many */
export async function retryJobs(client: pg.Client, ids: readonly string[]): Promise<number> {
  const { rowCount } = await client.query(
    `select graphile_worker.reschedule_jobs(array(
       select id from graphile_worker.jobs where attempts >= max_attempts and locked_at is null and id = any($1::bigint[])
     ), run_at := now(), attempts := 0)`,
    [ids],
  );
  return rowCount ?? 0;
}

/** @returns how many */
export async function discardJobs(client: pg.Client, ids: readonly string[]): Promise<number> {
  const { rowCount } = await client.query(
    `select graphile_worker.complete_jobs(array(
       select id from graphile_worker.jobs where attempts >= max_attempts and locked_at is null and id = any($1::bigint[])
     ))`,
    [ids],
  );
  return rowCount ?? 0;
}
