import type { Campaign } from '#server/campaigns/contract.ts';
import { Page } from '../../ui/page.tsx';
import classes from '../approval/approval.module.css';
import { MailToApprove, WhoGetsIt } from '../approval/mail-to-approve.tsx';
import { CampaignBadge } from '../campaign-badge.tsx';
import { CampaignMenu } from '../campaign-menu.tsx';
import { Notice } from './notice.tsx';

/** A draft for those who may read and not write: who would get it, and the mail as it stands. */
export function ReadPage({ campaign }: { campaign: Campaign }) {
  return (
    <Page
      title={campaign.name}
      lead={campaign.subject}
      crumbs={[{ label: 'Campaigns', to: '/campaigns' }]}
      width="wide"
      actions={
        <>
          <CampaignBadge state="draft" />
          <CampaignMenu campaign={{ ...campaign, planned: 0 }} />
        </>
      }
    >
      <Notice text={campaign.notice} />
      <div className={classes.main}>
        <WhoGetsIt campaign={campaign} />
        <MailToApprove campaign={campaign} />
      </div>
    </Page>
  );
}
