import { getSession, type Session } from '#server/sign-in/contract.ts';
import { useCall } from '../api/index.ts';

type InAccount = Session & { account: NonNullable<Session['account']>; role: NonNullable<Session['role']> };

/** Who is logged in, and in which account. Only for screens under the app route, which has fetched it before they show. */
export function useSession(): InAccount {
  const { data } = useCall(getSession);
  if (!data?.account || !data.role)
    throw new Error('useSession was called outside the logged-in part of the dashboard.');
  return { ...data, account: data.account, role: data.role };
}

/** Who is logged in, in an account or in none. */
export function useUser(): Session['user'] {
  const { data } = useCall(getSession);
  if (!data) throw new Error('useUser was called where nobody is logged in.');
  return data.user;
}
