import { Anchor, Button, Progress, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import {
  type CampaignState,
  type CampaignSummary,
  campaignStates,
  createCampaign,
  listCampaigns,
} from '#server/campaigns/contract.ts';
import { IfMay } from '../accounts/if-may.tsx';
import { useCall } from '../api/index.ts';
import type { Column } from '../ui/data-table/columns.tsx';
import { DataTable } from '../ui/data-table/data-table.tsx';
import { useTableSearch } from '../ui/data-table/table-search.ts';
import { formatCount } from '../ui/format.ts';
import { Page } from '../ui/page.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Ago, Moment } from '../ui/time.tsx';
import { CampaignBadge } from './campaign-badge.tsx';
import classes from './campaign-list.module.css';
import { StateTabs } from './state-tabs.tsx';

export function CampaignList() {
  const place = useTableSearch();
  const { state: wanted, approval } = useSearch({ from: '/app/campaigns' });
  const state = campaignStates.find((known) => known === wanted);
  const waiting = approval === 'asked';
  const campaigns = useCall(
    listCampaigns,
    { query: { search: place.q, state, cursor: place.cursor, approval: waiting ? 'asked' : undefined } },
    { keep: true, every: (latest) => (latest?.items.some(isMoving) ? 3000 : false) },
  );
  return (
    <Page
      title="Campaigns"
      width="wide"
      actions={campaigns.data && hasAny(campaigns.data.byState) && <WriteButton />}
    >
      {campaigns.data && hasAny(campaigns.data.byState) && (
        <StateTabs
          chosen={waiting ? 'waiting' : state}
          byState={campaigns.data.byState}
          awaitingApproval={campaigns.data.awaitingApproval}
          onChange={(next) =>
            place.set(
              next === 'waiting'
                ? { state: undefined, approval: 'asked' }
                : { state: next, approval: undefined },
            )
          }
        />
      )}
      <DataTable
        label="campaigns"
        one="campaign"
        columns={columns}
        query={campaigns}
        rowId={({ id }) => id}
        place={place}
        searchFor="Search by name or subject"
        filtered={state !== undefined || waiting}
        empty={
          <EmptyState title="No campaigns yet" action={<WriteButton />}>
            A campaign is one email to many people. Pick a template, make it yours, and see it go out.
          </EmptyState>
        }
      />
    </Page>
  );
}

const isMoving = ({ state }: CampaignSummary) => state === 'sending';
const hasAny = (byState: Partial<Record<CampaignState, number>>) =>
  Object.values(byState).some((count) => count > 0);

function WriteButton() {
  return (
    <IfMay call={createCampaign}>
      <Button
        leftSection={<IconPlus size={16} />}
        renderRoot={(props) => <Link to="/campaigns/new" {...props} />}
      >
        Write a campaign
      </Button>
    </IfMay>
  );
}

const columns: Column<CampaignSummary>[] = [
  {
    id: 'name',
    header: 'Campaign',
    cell: ({ id, name, subject }) => (
      <>
        <Anchor
          fw={600}
          c="inherit"
          renderRoot={(props) => <Link to="/campaigns/$id" params={{ id }} {...props} />}
        >
          {name}
        </Anchor>
        <Text size="sm" c="dimmed" lineClamp={1}>
          {subject || 'No subject yet'}
        </Text>
      </>
    ),
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ state, approval }) => <CampaignBadge state={state} approval={approval} />,
  },
  { id: 'progress', header: 'Sent', align: 'right', showFrom: 'sm', cell: (row) => <SentCell {...row} /> },
  { id: 'when', header: 'When', showFrom: 'md', cell: (row) => <WhenCell {...row} /> },
];

function SentCell({ state, planned, sent, failed }: CampaignSummary) {
  if (planned === 0) return <Text c="dimmed">–</Text>;
  return (
    <div className={classes.sent}>
      {formatCount(sent)} <span className={classes.of}>of {formatCount(planned)}</span>
      {state === 'sending' && (
        <Progress value={((sent + failed) / planned) * 100} size={4} mt={4} aria-label="Sent so far" />
      )}
    </div>
  );
}

function WhenCell({ state, scheduledAt, scheduledZone, finishedAt, startedAt, updatedAt }: CampaignSummary) {
  if (state === 'scheduled' && scheduledAt) return <Moment at={scheduledAt} zone={scheduledZone ?? 'UTC'} />;
  if (finishedAt)
    return (
      <>
        Finished <Ago at={finishedAt} />
      </>
    );
  if (startedAt)
    return (
      <>
        Began <Ago at={startedAt} />
      </>
    );
  return (
    <>
      Changed <Ago at={updatedAt} />
    </>
  );
}
