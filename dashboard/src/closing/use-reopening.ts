import { notifications } from '@mantine/notifications';
import { reopenAccount } from '#server/closing/contract.ts';
import { useChange } from '../api/index.ts';

/** Keeps the account after all, and says so. */
export function useReopening() {
  const change = useChange(reopenAccount, { refresh: ['/api/account', '/api/session', '/api/campaigns'] });
  const reopen = () =>
    change.mutate(
      {},
      {
        onSuccess: () =>
          notifications.show({
            message: 'The account stays. Campaigns that were stopped wait until you let them go on.',
          }),
        onError: (error) => notifications.show({ color: 'red', message: error.message }),
      },
    );
  return { reopen, busy: change.isPending };
}
