import { listWaitingForMe } from '#server/campaigns/contract.ts';
import { useCall } from '../../api/index.ts';
import { useSession } from '../../sign-in/use-session.ts';

/** What waits for the approval of whoever is logged in; nothing where the account wants none. */
export function useWaiting() {
  const { account, role } = useSession();
  const enabled = account.approvalRequired && role !== 'analyst';
  const waiting = useCall(listWaitingForMe, {}, { enabled, every: 60_000 });
  return enabled ? (waiting.data?.items ?? []) : [];
}

/** The reads that an act on an approval makes stale. */
export const refresh = ['/api/campaigns', '/api/approvals', '/api/home'];
