import { Anchor, Stack, Text, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { QueuedSend } from '#server/delivery/contract.ts';
import { Card } from '../../ui/card.tsx';
import { formatCount } from '../../ui/format.ts';
import { Headline } from '../../ui/headline.tsx';
import { Page } from '../../ui/page.tsx';
import { StatCard, StatRow } from '../../ui/stat-card.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { ReasonList } from './reason-list.tsx';
import { reasonsOf } from './reasons.ts';
import { ServersToday } from './servers-today.tsx';
import { UnderWay } from './under-way.tsx';
import { useQueue } from './use-queue.ts';
import { verdictOf } from './verdict.ts';

/** What is on its way, what waits, and why: live, over all campaigns. */
export function DeliveriesPage() {
  const queue = useQueue();
  return (
    <Page title="Deliveries" lead="What is on its way, what waits, and why.">
      <Loaded query={queue}>
        {({ items }) => (
          <Stack gap="lg">
            {items.length === 0 ? <NothingWaits /> : <Waiting sends={items} />}
            <ServersToday />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function NothingWaits() {
  return (
    <Card>
      <EmptyState
        scene="done"
        title="Nothing is waiting"
        action={
          <Anchor renderRoot={(props) => <Link to="/campaigns" {...props} />}>See your campaigns</Anchor>
        }
      >
        Everything that was to go has gone. While a campaign is on its way, you see here how far it is and
        what it waits for.
      </EmptyState>
    </Card>
  );
}

function Waiting({ sends }: { sends: QueuedSend[] }) {
  const { tone, word, title, text } = verdictOf(sends);
  const reasons = reasonsOf(sends);
  return (
    <>
      <Card>
        <StatusBadge tone={tone}>{word}</StatusBadge>
        <Headline as="h2">{title}</Headline>
        <Text c="dimmed">{text}</Text>
        {/* The verdict alone is read out when it changes; figures that tick would be noise. */}
        <VisuallyHidden role="status">{word}</VisuallyHidden>
      </Card>
      <Figures sends={sends} />
      {reasons.length > 0 && (
        <Card title="Why it waits">
          <ReasonList reasons={reasons} withCampaigns />
        </Card>
      )}
      <UnderWay sends={sends} />
    </>
  );
}

function Figures({ sends }: { sends: QueuedSend[] }) {
  const sum = (of: (send: QueuedSend) => number) =>
    formatCount(sends.reduce((total, send) => total + of(send), 0));
  return (
    <StatRow>
      <StatCard label="On the wire" value={sum(({ inFlight }) => inFlight)} note="handed over right now" />
      <StatCard label="Not tried yet" value={sum(({ waitingToStart }) => waitingToStart)} />
      <StatCard
        label="To be tried again"
        value={sum(({ deferred }) => deferred.count)}
        note="refused for now"
      />
    </StatRow>
  );
}
