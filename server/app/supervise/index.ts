export { buildDashboard } from './build-dashboard.ts';
export { openDatabaseServer } from './database-server.ts';
export { supervise } from './supervise.ts';
export { superviseWorkers } from './supervise-workers.ts';
