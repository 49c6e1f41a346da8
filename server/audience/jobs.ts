import { z } from 'zod';
import type { Database } from '#server/platform/database/index.ts';
import type { JobHandlers } from '#server/platform/queue/index.ts';
import { jobNames } from './imports/begin-pass.ts';
import { passOverFile } from './imports/pass-over-file.ts';

const payload = z.object({ accountId: z.uuid(), importId: z.uuid(), memberId: z.uuid().nullish() });

/** The audience's background work. Both jobs may be run again after any crash. */
export function audienceJobs({ database }: { database: Database }): JobHandlers {
  return {
    [jobNames.check]: (given, { signal }) =>
      passOverFile(database, { ...payload.parse(given), mode: 'check' }, signal),
    [jobNames.run]: (given, { signal }) =>
      passOverFile(database, { ...payload.parse(given), mode: 'run' }, signal),
  };
}
