import type { QueueSystemMail } from '#server/accounts/index.ts';
import type { Database } from '#server/platform/database/index.ts';

/** What is needed to write to the people of a team. */
export interface TeamMailDeps {
  database: Database;
  /** Public address of this install, without a slash at its end. */
  baseUrl: string;
  queueSystemMail: QueueSystemMail;
}
