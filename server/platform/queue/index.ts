export { type EnqueueOptions, enqueue } from './enqueue.ts';
/** Each worker process holds this advisory lock, shared, as long as it lives, over a connection that bears its name. */
export { lockKey as workerLock } from './reclaim-jobs.ts';
export { type JobHandlers, startJobs, type Timetable } from './start-jobs.ts';
