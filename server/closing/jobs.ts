import type { JobHandlers } from '#server/platform/queue/index.ts';
import { tendClosings } from './tend-closings.ts';

/** May run twice. */
export const closingJobs = (deps: Parameters<typeof tendClosings>[0]): JobHandlers => ({
  'accounts.tend-closings': (_payload, { signal }) => tendClosings(deps, signal),
});
