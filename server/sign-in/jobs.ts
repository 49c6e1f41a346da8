import type { QueueSystemMail } from '#server/accounts/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import type { JobHandlers } from '#server/platform/queue/index.ts';
import { mailAddressLink, mailAddressLinkJob } from './address-change/ask-for-new-address.ts';
import { mailPasswordLink, mailPasswordLinkJob } from './forgotten/mail-password-link.ts';
import { watchLogins, watchLoginsJob } from './guessing/watch-logins.ts';

interface JobDeps {
  database: Database;
  /** Public address of this install, without a slash at its end. */
  baseUrl: string;
  queueSystemMail: QueueSystemMail;
}

/** What logging in does in the background. Each may run twice. */
export const signInJobs = (deps: JobDeps): JobHandlers => ({
  [watchLoginsJob]: () => watchLogins(deps),
  [mailPasswordLinkJob]: (payload) => mailPasswordLink(deps, payload as { email: string }),
  [mailAddressLinkJob]: (payload) => mailAddressLink(deps, payload as { userId: string; email: string }),
});
