export { type EnqueueOptions, enqueue } from './enqueue.ts';
export { type JobHandlers, startJobs, type Timetable } from './start-jobs.ts';
