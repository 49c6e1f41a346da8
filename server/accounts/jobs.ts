import type { Database } from '#server/platform/database/index.ts';
import type { JobHandlers } from '#server/platform/queue/index.ts';
import { purgeLinks } from './one-time-links/purge-links.ts';
import { purgeJobs } from './registration/purge-unconfirmed.ts';
import { purgeAnswers } from './repeats/purge-answers.ts';

/** The accounts' jobs. Each may run twice. */
export function accountsJobs({ database }: { database: Database }): JobHandlers {
  return {
    ...purgeJobs(database),
    'accounts.purge-links': () => purgeLinks(database),
    'accounts.purge-answers': () => purgeAnswers(database),
  };
}
