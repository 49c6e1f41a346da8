import type { Database } from '#server/platform/database/index.ts';
import type { JobHandlers } from '#server/platform/queue/index.ts';
import { purgeLinks } from './one-time-links/purge-links.ts';

/** The accounts' jobs. Each may run twice. */
export function accountsJobs({ database }: { database: Database }): JobHandlers {
  return {
    'accounts.purge-links': () => purgeLinks(database),
  };
}
