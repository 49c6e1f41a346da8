/** How the install is, for those who run it. Browser-safe. */
import { z } from 'zod';
import { instant, route } from '../../platform/http/contract.ts';

/** `unknown`: the product cannot tell; nothing is counted from it. */
export const healthStates = ['ok', 'unknown', 'warn', 'bad'] as const;
const state = z.enum(healthStates);
export type HealthState = z.output<typeof state>;

const check = z.object({
  /** Stays the same over versions: for programs. */
  id: z.string(),
  label: z.string(),
  state,
  /** One sentence. */
  says: z.string(),
  /** What to do; null where there is nothing to do. */
  todo: z.string().nullable(),
});
export type HealthCheck = z.output<typeof check>;

const failedJob = z.object({
  id: z.string(),
  task: z.string(),
  attempts: z.int(),
  /** The first line of it. */
  error: z.string(),
  createdAt: instant,
});
export type FailedJob = z.output<typeof failedJob>;

export const getHealthOfInstall = route({
  method: 'GET',
  path: '/api/operator/health',
  summary:
    'How the install is: database, queue, workers, sending, machine, address and name servers, one check each.',
  permission: 'operator:read',
  credentials: ['session'],
  rate: 'heavy',
  response: z.object({
    at: instant,
    /** The worst of all checks. */
    state,
    groups: z.array(z.object({ label: z.string(), checks: z.array(check) })),
    /** Jobs that were tried as often as they may be, newest first; 100 at most. */
    failedJobs: z.array(failedJob),
  }),
});
export type HealthOfInstall = z.output<typeof getHealthOfInstall.response>;

const jobs = z.strictObject({
  ids: z
    .array(z.string().regex(/^\d{1,18}$/))
    .min(1)
    .max(100),
});

export const retryFailedJobs = route({
  method: 'POST',
  path: '/api/operator/failed-jobs/retry',
  summary: 'Let failed jobs be tried again, from now on.',
  act: { name: 'job.retry', did: 'let failed jobs be tried again' },
  permission: 'operator:manage',
  credentials: ['session'],
  repeats: 'once',
  body: jobs,
  response: z.object({ jobs: z.int() }),
});

export const discardFailedJobs = route({
  method: 'POST',
  path: '/api/operator/failed-jobs/discard',
  summary: 'Delete failed jobs. What they were to do is not done.',
  act: { name: 'job.discard', did: 'deleted failed jobs' },
  permission: 'operator:manage',
  credentials: ['session'],
  repeats: 'once',
  stepUp: true,
  body: jobs,
  response: z.object({ jobs: z.int() }),
});
