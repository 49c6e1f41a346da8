import { notifications } from '@mantine/notifications';
import {
  changeSendingServer,
  pauseSendingServer,
  resumeSendingServer,
  type SendingServer,
} from '#server/delivery/contract.ts';
import { useChange } from '../../api/index.ts';

const refresh = ['/api/sending-servers', '/api/alerts', '/api/delivery', '/api/session', '/api/campaigns'];

/** Hold a server, and use it again. What waits for it is said again at once. */
export function useSteering({ id, name, state }: Pick<SendingServer, 'id' | 'name' | 'state'>) {
  const pausing = useChange(pauseSendingServer, { refresh });
  const resuming = useChange(resumeSendingServer, { refresh });
  const turning = useChange(changeSendingServer, { refresh });
  const input = { params: { id } };
  const onError = (error: Error) => notifications.show({ color: 'red', message: error.message });
  const said = (message: string) => ({ onError, onSuccess: () => void notifications.show({ message }) });
  const again = said(`${name} is used again.`);
  return {
    isHeld: state === 'paused' || state === 'off',
    isBusy: pausing.isPending || resuming.isPending || turning.isPending,
    pause: () => pausing.mutate(input, said(`${name} is paused. Its mail takes the next server, or waits.`)),
    resume: () =>
      state === 'off'
        ? turning.mutate({ ...input, body: { enabled: true } }, again)
        : resuming.mutate(input, again),
  };
}
