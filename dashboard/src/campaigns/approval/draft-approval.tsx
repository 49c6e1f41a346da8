import { Alert, Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Campaign, getApproval } from '#server/campaigns/contract.ts';
import { useCall } from '../../api/index.ts';

/** Above a draft: where its approval stands, and what a change does to it. */
export function DraftApproval({ campaign: { id, approval } }: { campaign: Campaign }) {
  const read = useCall(
    getApproval,
    { params: { id } },
    { enabled: approval !== null && approval !== 'none' },
  );
  if (approval === null || approval === 'none') return null;
  const by = read.data?.request?.answeredBy?.name ?? 'A second person';
  const words: Record<typeof approval, { color: string; text: ReactNode }> = {
    asked: { color: 'yellow', text: 'It waits for approval. A change makes the request void.' },
    approved: {
      color: 'green',
      text: `${by} approved it: it can be sent. A change makes the approval void.`,
    },
    sent_back: { color: 'red', text: `${by} sent it back. Put right what is amiss and ask again.` },
    void: { color: 'yellow', text: read.data?.whyNot ?? 'It was changed since, so it needs approval anew.' },
  };
  const { color, text } = words[approval];
  return (
    <Alert color={color} mb="lg" role="status">
      {text}{' '}
      <Anchor
        inherit
        underline="always"
        renderRoot={(props) => <Link to="/campaigns/$id/approval" params={{ id }} {...props} />}
      >
        {read.data?.mayAnswer ? 'Look at it and answer' : 'See what was said'}
      </Anchor>
    </Alert>
  );
}
