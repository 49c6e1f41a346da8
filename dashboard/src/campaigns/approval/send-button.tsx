import { Button } from '@mantine/core';
import { IconEye, IconSend } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Campaign, getChecks } from '#server/campaigns/contract.ts';
import type { CallResult } from '#server/platform/http/contract.ts';

type Checks = CallResult<typeof getChecks>;

/** What comes next for a draft: to ask for approval, to wait for it, or to send. */
export type NextStep = 'ask' | 'wait' | 'send';

export function nextStep({ approval }: Pick<Campaign, 'approval'>): NextStep {
  if (approval === null || approval === 'approved') return 'send';
  return approval === 'asked' ? 'wait' : 'ask';
}

/** Whether it could be sent but for the approval. */
export const isReady = (checks: Checks | undefined): boolean =>
  checks?.items.every(({ id, severity }) => severity !== 'error' || id === 'approval') ?? false;

export interface SendButtonProps {
  campaignId: string;
  step: NextStep;
  ready: boolean;
  onAsk: () => void;
  onSend: () => void;
}

export function SendButton({ campaignId, step, ready, onAsk, onSend }: SendButtonProps) {
  if (step === 'wait')
    return (
      <Button
        leftSection={<IconEye size={16} />}
        renderRoot={(props) => <Link to="/campaigns/$id/approval" params={{ id: campaignId }} {...props} />}
      >
        Waits for approval
      </Button>
    );
  return (
    <Button
      leftSection={step === 'send' ? <IconSend size={16} /> : <IconEye size={16} />}
      disabled={!ready}
      onClick={step === 'send' ? onSend : onAsk}
    >
      {step === 'send' ? 'Review and send' : 'Ask for approval'}
    </Button>
  );
}
