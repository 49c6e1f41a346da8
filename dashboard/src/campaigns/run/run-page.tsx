import { Anchor, Button } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { type Campaign, cancelCampaign, getProgress, type Progress } from '#server/campaigns/contract.ts';
import { IfMay } from '../../accounts/if-may.tsx';
import { useCall, useRefresh } from '../../api/index.ts';
import { useSession } from '../../sign-in/use-session.ts';
import { Card } from '../../ui/card.tsx';
import { formatShare } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { CampaignBadge } from '../campaign-badge.tsx';
import { CampaignMenu } from '../campaign-menu.tsx';
import { Notice } from '../draft/notice.tsx';
import { Failures } from './failures.tsx';
import classes from './run.module.css';
import { RunNumbers } from './run-numbers.tsx';
import { RunProgress } from './run-progress.tsx';
import { Steering } from './steering.tsx';
import { UncertainCard } from './uncertain-card.tsx';
import { WhyWaiting } from './why-waiting.tsx';

/** Also after a stop, until the last of those still waiting is struck off. */
const isMoving = (progress: Progress | undefined) =>
  progress === undefined ||
  progress.state === 'sending' ||
  (progress.state === 'cancelled' && progress.remaining > 0);

/** A campaign on its way, or one that has gone: read each second while it moves, so a reload changes nothing. */
export function RunPage({ campaign }: { campaign: Campaign }) {
  const { id, name, subject } = campaign;
  const { mailRoute } = useSession();
  const progress = useCall(
    getProgress,
    { params: { id } },
    { every: (latest) => (isMoving(latest) ? 1000 : latest?.state === 'paused' ? 5000 : false) },
  );
  const state = progress.data?.state ?? campaign.state;
  useFollowState(campaign.state, state);
  return (
    <Page
      title={name}
      tabTitle={tabTitle(name, progress.data)}
      lead={subject}
      crumbs={[{ label: 'Campaigns', to: '/campaigns' }]}
      actions={
        <>
          <IfMay call={cancelCampaign}>
            <Steering id={id} state={state} />
          </IfMay>
          <Button
            variant={state === 'sent' ? 'filled' : 'default'}
            leftSection={<IconChartBar size={16} />}
            renderRoot={(props) => <Link to="/campaigns/$id/report" params={{ id }} {...props} />}
          >
            Report
          </Button>
          <CampaignMenu campaign={campaign} />
        </>
      }
    >
      <Notice text={campaign.notice} />
      <Loaded query={progress}>
        {(progress) => (
          <div className={classes.stack}>
            <Card title={<CampaignBadge state={progress.state} />}>
              <RunProgress progress={progress} />
              {mailRoute === 'sandbox' && progress.sent > 0 && (
                <Anchor
                  mt="sm"
                  display="inline-block"
                  renderRoot={(props) => <Link to="/sandbox" {...props} />}
                >
                  Read the copies in the sandbox
                </Anchor>
              )}
            </Card>
            <WhyWaiting campaignId={id} progress={progress} />
            <RunNumbers progress={progress} />
            <UncertainCard campaign={{ id, state: progress.state }} count={progress.uncertain} />
            <Failures progress={progress} campaignId={id} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

/** The share that is settled, in whole per cent rounded down: 100 only when it is true. */
export function settledShare({ planned, remaining }: Progress): number {
  return planned > 0 ? Math.floor(((planned - remaining) / planned) * 100) : 0;
}

function tabTitle(name: string, progress: Progress | undefined): string {
  if (progress?.state === 'sending') return `${formatShare(settledShare(progress), 100)} · ${name}`;
  return progress?.state === 'paused' ? `Paused · ${name}` : name;
}

/** The run ends by itself: then the campaign and the lists of campaigns are read again. */
function useFollowState(known: Campaign['state'], now: Campaign['state']) {
  const refresh = useRefresh();
  useEffect(() => {
    if (now !== known) void refresh('/api/campaigns', '/api/home');
  }, [known, now, refresh]);
}
