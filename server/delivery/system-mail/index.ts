export type { InstallSender } from './build-system-mail.ts';
export { systemMailJobs } from './jobs.ts';
export { systemMailRoutes } from './routes.ts';
