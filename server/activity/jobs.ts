import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import type { Log } from '#server/platform/log/index.ts';
import type { JobHandlers, Timetable } from '#server/platform/queue/index.ts';
import { anchorChains } from './chain/anchor-chains.ts';
import { checkChains } from './chain/check-chain.ts';
import { forgetActs } from './chain/forget-acts.ts';
import { sealActs } from './chain/seal-acts.ts';

export interface ActivityJobsDeps {
  database: Database;
  /** KeyRing.activity */
  keys: PurposeKeys;
  log: Log;
  keepDays: number;
}

/** The activity log's own work. All of it may run again after any crash. */
export const activityJobs = ({ database, keys, log, keepDays }: ActivityJobsDeps): JobHandlers => ({
  'activity.seal': async (_payload, { signal }) => sealActs(database, keys, signal),
  'activity.anchor': async () => anchorChains(database, keys, log),
  'activity.check': async (_payload, { signal }) => checkChains(database, keys, log, signal),
  'activity.forget': async (_payload, { signal }) => forgetActs(database, keepDays, signal),
});

export const activityTimetable: Timetable = {
  'activity.seal': '* * * * *',
  'activity.anchor': '5 0 * * *',
  'activity.check': '15 1 * * *',
  'activity.forget': '45 1 * * *',
};
