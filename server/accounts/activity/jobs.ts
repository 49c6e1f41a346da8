import type { Database } from '#server/platform/database/index.ts';
import type { Log } from '#server/platform/log/index.ts';
import type { JobHandlers, Timetable } from '#server/platform/queue/index.ts';
import { anchorChains } from './chain/anchor-chains.ts';
import { checkChains } from './chain/check-chain.ts';
import { forgetActs } from './chain/forget-acts.ts';
import { sealActs } from './chain/seal-acts.ts';

export interface ActivityJobsDeps {
  database: Database;
  /** InstallKeys.activity */
  key: Buffer;
  log: Log;
  keepDays: number;
}

/** The activity log's own work. All of it may run again after any crash. */
export const activityJobs = ({ database, key, log, keepDays }: ActivityJobsDeps): JobHandlers => ({
  'activity.seal': async (_payload, { signal }) => sealActs(database, key, signal),
  'activity.anchor': async () => anchorChains(database, key, log),
  'activity.check': async (_payload, { signal }) => checkChains(database, key, log, signal),
  'activity.forget': async (_payload, { signal }) => forgetActs(database, keepDays, signal),
});

export const activityTimetable: Timetable = {
  'activity.seal': '* * * * *',
  'activity.anchor': '5 0 * * *',
  'activity.check': '15 1 * * *',
  'activity.forget': '45 1 * * *',
};
