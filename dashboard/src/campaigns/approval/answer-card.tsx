import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import {
  type Approval,
  approveCampaign,
  sendBackCampaign,
  withdrawApproval,
} from '#server/campaigns/contract.ts';
import { useMay } from '../../accounts/if-may.tsx';
import { useChange } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { FormFailure, fieldErrors } from '../../ui/form-failure.tsx';
import { Ago } from '../../ui/time.tsx';
import { ApprovalBadge } from './approval-badge.tsx';
import { refresh } from './use-waiting.ts';

interface AnswerCardProps {
  campaignId: string;
  approval: Approval;
  /** Whether it was started: then there is nothing to answer any more. */
  started: boolean;
}

/** Where it stands, and what whoever looks can do about it. */
export function AnswerCard({ campaignId, approval, started }: AnswerCardProps) {
  const may = useMay();
  const { state, mayAnswer, whyNot } = approval;
  const isOpen = !started && (state === 'asked' || state === 'approved');
  return (
    <Card title="Approval" aside={<ApprovalBadge state={state} />}>
      <Stack gap="sm">
        <Happened approval={approval} />
        {whyNot && !started && <Text>{whyNot}</Text>}
        {isOpen && mayAnswer && <AnswerForm key={state} campaignId={campaignId} approval={approval} />}
        {isOpen && may(withdrawApproval) && <Withdraw campaignId={campaignId} state={state} />}
      </Stack>
    </Card>
  );
}

function Happened({ approval: { request, approvers, state } }: { approval: Approval }) {
  if (!request) return <Text c="dimmed">Nobody was asked to approve it yet.</Text>;
  const { askedBy, askedAt, answeredBy, answeredAt } = request;
  const who = approvers.map(({ name }) => name ?? 'somebody').join(', ');
  return (
    <Text c="dimmed">
      {askedBy.name ?? 'Somebody who has left'} asked <Ago at={askedAt} />.
      {answeredBy && answeredAt && (
        <>
          {' '}
          {answeredBy.name ?? 'Somebody who has left'} answered <Ago at={answeredAt} />.
        </>
      )}
      {state === 'asked' && who && ` Who can answer: ${who}.`}
    </Text>
  );
}

function AnswerForm({ campaignId, approval }: { campaignId: string; approval: Approval }) {
  const [comment, setComment] = useState('');
  const yes = useChange(approveCampaign, { refresh });
  const no = useChange(sendBackCampaign, { refresh });
  const params = { id: campaignId };
  const body = { requestId: approval.request!.id, comment };
  const told = (message: string) => ({ onSuccess: () => notifications.show({ message }) });
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <Stack gap="sm">
        <Textarea
          label="Your answer in words"
          description="Needed to send it back. Whoever asked gets it by mail."
          autosize
          minRows={3}
          maxLength={4000}
          value={comment}
          error={fieldErrors(no.error).comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <FormFailure error={yes.error ?? no.error} />
        <Group gap="xs">
          {approval.state === 'asked' && (
            <Button
              loading={yes.isPending}
              disabled={no.isPending}
              onClick={() => yes.mutate({ params, body }, told('Approved. It may be sent now.'))}
            >
              Approve
            </Button>
          )}
          <Button
            variant="default"
            loading={no.isPending}
            disabled={yes.isPending}
            onClick={() => no.mutate({ params, body }, told('Sent back.'))}
          >
            Send back
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Withdraw({ campaignId, state }: { campaignId: string; state: Approval['state'] }) {
  const withdraw = useChange(withdrawApproval, { refresh });
  return (
    <>
      <FormFailure error={withdraw.error} />
      <div>
        <Button
          variant="subtle"
          size="compact-sm"
          loading={withdraw.isPending}
          onClick={() => withdraw.mutate({ params: { id: campaignId } })}
        >
          {state === 'asked' ? 'Withdraw the request' : 'Take the approval away'}
        </Button>
      </div>
    </>
  );
}
