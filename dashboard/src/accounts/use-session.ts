import { getSession, type Session } from '#server/accounts/contract.ts';
import { useCall } from '../api/index.ts';

/** Who is logged in. Only for screens under the app route, which has fetched it before they show. */
export function useSession(): Session {
  const { data } = useCall(getSession);
  if (!data) throw new Error('useSession was called outside the logged-in part of the dashboard.');
  return data;
}
