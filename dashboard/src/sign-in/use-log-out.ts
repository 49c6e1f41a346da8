import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { logOut } from '#server/sign-in/contract.ts';
import { useChange } from '../api/index.ts';

/** Ends the session of this browser and leads to the login; `stays` on a page for which somebody else is to come. */
export function useLogOut({ stays = false } = {}): () => void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = useChange(logOut);
  return () =>
    leave.mutate(
      {},
      {
        onSuccess: async () => {
          if (stays) return window.location.reload();
          await navigate({ to: '/login', search: {} });
          client.clear();
        },
      },
    );
}
