import type { JobHandlers } from '#server/platform/queue/index.ts';
import { tellUsers, tellUsersJob, tellUsersPayload } from './tell-users.ts';

/** May run twice. */
export const policiesJobs = (deps: Parameters<typeof tellUsers>[0]): JobHandlers => ({
  [tellUsersJob]: (given, { signal }) => tellUsers(deps, tellUsersPayload.parse(given).versionId, signal),
});
