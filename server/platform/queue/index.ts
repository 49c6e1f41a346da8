export { type EnqueueOptions, enqueue } from './enqueue.ts';
export { type JobHandlers, startJobs } from './start-jobs.ts';
