import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import {
  type CampaignState,
  cancelCampaign,
  pauseCampaign,
  resumeCampaign,
} from '#server/campaigns/contract.ts';
import { useChange } from '../../api/index.ts';
import { HarmButton } from '../../ui/harm-button.tsx';

const refresh = ['/api/campaigns', '/api/home'];

/** Hold it, let it go on, or stop it for good. */
export function Steering({ id, state }: { id: string; state: CampaignState }) {
  const pause = useChange(pauseCampaign, { refresh });
  const resume = useChange(resumeCampaign, { refresh });
  const cancel = useChange(cancelCampaign, { refresh });
  const input = { params: { id } };
  const complain = {
    onError: (error: Error) => notifications.show({ color: 'red', message: error.message }),
  };
  if (state !== 'sending' && state !== 'paused') return null;
  return (
    <>
      {state === 'sending' ? (
        <Button
          leftSection={<IconPlayerPause size={16} />}
          loading={pause.isPending}
          onClick={() => pause.mutate(input, complain)}
        >
          Pause
        </Button>
      ) : (
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          loading={resume.isPending}
          onClick={() => resume.mutate(input, complain)}
        >
          Go on
        </Button>
      )}
      <HarmButton
        label="Stop for good"
        title="Stop this campaign for good?"
        action="Stop for good"
        onConfirm={() => cancel.mutateAsync(input)}
      >
        What has left stays sent. Everyone still waiting will not get it, and it cannot be taken up again. To
        hold it for a while, pause it instead.
      </HarmButton>
    </>
  );
}
