import { Button, Text } from '@mantine/core';
import { type Campaign, getAudience, unscheduleCampaign } from '#server/campaigns/contract.ts';
import { IfMay } from '../../accounts/if-may.tsx';
import { useCall, useChange } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { FormFailure } from '../../ui/form-failure.tsx';
import { formatInstant, plural } from '../../ui/format.ts';
import { Illustration } from '../../ui/illustration.tsx';
import { Page } from '../../ui/page.tsx';
import { CampaignBadge } from '../campaign-badge.tsx';
import { CampaignMenu } from '../campaign-menu.tsx';
import { Notice } from '../draft/notice.tsx';
import classes from './run.module.css';

/** A campaign that waits for its time. */
export function ScheduledPage({ campaign }: { campaign: Campaign }) {
  const audience = useCall(getAudience, { params: { id: campaign.id } });
  const unschedule = useChange(unscheduleCampaign, { refresh: ['/api/campaigns', '/api/home'] });
  const { scheduledAt, scheduledZone } = campaign;
  return (
    <Page
      title={campaign.name}
      lead={campaign.subject}
      crumbs={[{ label: 'Campaigns', to: '/campaigns' }]}
      actions={
        <>
          <IfMay call={unscheduleCampaign}>
            <Button
              variant="default"
              loading={unschedule.isPending}
              onClick={() => unschedule.mutate({ params: { id: campaign.id } })}
            >
              Back to draft
            </Button>
          </IfMay>
          <CampaignMenu campaign={campaign} />
        </>
      }
    >
      <Notice text={campaign.notice} />
      <FormFailure error={unschedule.error} />
      <Card>
        <div className={classes.waiting}>
          <Illustration scene="letters" />
          <div>
            <CampaignBadge state="scheduled" />
            <p className={classes.when}>
              {scheduledAt && formatInstant(scheduledAt, scheduledZone ?? 'UTC')}
            </p>
            <Text c="dimmed">
              {scheduledZone} time.{' '}
              {audience.data &&
                `${plural(audience.data.recipients, 'person', 'people')} would get it as the lists stand now; they are counted again when it starts.`}
            </Text>
          </div>
        </div>
      </Card>
    </Page>
  );
}
