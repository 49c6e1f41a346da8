import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { logOut } from '#server/sign-in/contract.ts';
import { useChange } from '../api/index.ts';

/** Ends the session of this browser and leads to the login, or to a page for which somebody else is to come. */
export function useLogOut(next?: string): () => void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = useChange(logOut);
  return () =>
    leave.mutate(
      {},
      {
        onSuccess: async () => {
          if (next) return window.location.assign(next);
          await navigate({ to: '/login', search: {} });
          client.clear();
        },
      },
    );
}
