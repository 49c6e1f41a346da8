import type { Database } from '#server/platform/database/index.ts';
import type { JobHandlers } from '#server/platform/queue/index.ts';
import { purgeLinks } from './one-time-links/purge-links.ts';
import { foldContactCounts } from './plans/contact-count.ts';
import { purgeAnswers } from './repeats/purge-answers.ts';

/** The accounts' jobs. Each may run twice. */
export const accountsJobs = ({ database }: { database: Database }): JobHandlers => ({
  'accounts.purge-links': () => purgeLinks(database),
  'accounts.fold-contact-counts': () => foldContactCounts(database),
  'accounts.purge-answers': () => purgeAnswers(database),
});
