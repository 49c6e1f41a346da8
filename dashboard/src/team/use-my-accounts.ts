import { listMyAccounts, type MyAccount } from '#server/team/contract.ts';
import { useCall } from '../api/index.ts';
import { useSession } from '../sign-in/use-session.ts';

/** The accounts one can change to: those one belongs to and does not work in. */
export function useOtherAccounts(): MyAccount[] {
  const { account } = useSession();
  const mine = useCall(listMyAccounts);
  return (mine.data?.items ?? []).filter(({ id }) => id !== account.id);
}
