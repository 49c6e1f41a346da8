import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { logOut } from '#server/accounts/contract.ts';
import { useChange } from '../api/index.ts';

/** Ends the session of this browser and leads to the login. */
export function useLogOut(): () => void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = useChange(logOut);
  return () =>
    leave.mutate(
      {},
      {
        onSuccess: async () => {
          await navigate({ to: '/login', search: {} });
          client.clear();
        },
      },
    );
}
