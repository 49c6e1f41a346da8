import type { Database } from '#server/platform/database/index.ts';
import type { NameServers } from '#server/platform/outside/index.ts';
import type { JobHandlers } from '#server/platform/queue/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import { tendClosings } from './closing/tend-closings.ts';
import { purgeLinks } from './one-time-links/purge-links.ts';
import { foldContactCounts } from './plans/contact-count.ts';
import { tellUsers, tellUsersJob, tellUsersPayload } from './policies/tell-users.ts';
import { recheckDomains } from './providers/domains/prove-domain.ts';
import { purgeJobs } from './registration/purge-unconfirmed.ts';
import { purgeAnswers } from './repeats/purge-answers.ts';
import { mailAddressLinks, mailAddressLinksJob } from './sign-in/address-change/ask-for-new-address.ts';
import { mailPasswordLink, mailPasswordLinkJob } from './sign-in/forgotten/mail-password-link.ts';
import { watchLogins, watchLoginsJob } from './sign-in/guessing/watch-logins.ts';
import type { QueueSystemMail } from './system-mail/index.ts';

interface JobDeps {
  database: Database;
  /** Public address of this install, without a slash at its end. */
  baseUrl: string;
  queueSystemMail: QueueSystemMail;
  secrets: Secrets;
  nameServers: Pick<NameServers, 'texts'>;
}

/** The accounts' jobs. Each may run twice. */
export function accountsJobs(deps: JobDeps): JobHandlers {
  return {
    ...purgeJobs(deps),
    'accounts.tend-closings': (_payload, { signal }) => tendClosings(deps, signal),
    'accounts.purge-links': () => purgeLinks(deps.database),
    'accounts.fold-contact-counts': () => foldContactCounts(deps.database),
    'accounts.purge-answers': () => purgeAnswers(deps.database),
    'accounts.recheck-domains': (_payload, { signal }) => recheckDomains(deps, signal),
    [watchLoginsJob]: () => watchLogins(deps),
    [tellUsersJob]: (given, { signal }) => tellUsers(deps, tellUsersPayload.parse(given).versionId, signal),
    [mailPasswordLinkJob]: (payload) => mailPasswordLink(deps, payload as { email: string }),
    [mailAddressLinksJob]: (payload) => mailAddressLinks(deps, payload as { userId: string; email: string }),
  };
}
