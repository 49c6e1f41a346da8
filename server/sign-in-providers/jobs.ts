import type { JobHandlers } from '#server/platform/queue/index.ts';
import { recheckDomains } from './domains/prove-domain.ts';

/** May run twice. */
export const providerJobs = (deps: Parameters<typeof recheckDomains>[0]): JobHandlers => ({
  'accounts.recheck-domains': (_payload, { signal }) => recheckDomains(deps, signal),
});
