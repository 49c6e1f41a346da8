import { Button } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type Campaign, getApproval, getCampaign, getChecks } from '#server/campaigns/contract.ts';
import { useCall } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { ChecksPanel } from '../draft/checks-panel.tsx';
import { Notice } from '../draft/notice.tsx';
import { AnswerCard } from './answer-card.tsx';
import classes from './approval.module.css';
import { Changes } from './changes.tsx';
import { MailToApprove, WhoGetsIt } from './mail-to-approve.tsx';
import { Notes } from './notes.tsx';

/** Milliseconds after which it is looked whether somebody else answered. */
const often = 15_000;

/** For the second pair of eyes: the mail, who gets it, what changed, and the answer. */
export function ApprovalPage() {
  const { id } = useParams({ from: '/app/campaigns/$id/approval' });
  const campaign = useCall(getCampaign, { params: { id } }, { every: often });
  return <Loaded query={campaign}>{(campaign) => <Look campaign={campaign} />}</Loaded>;
}

function Look({ campaign }: { campaign: Campaign }) {
  const { id, name, subject } = campaign;
  const approval = useCall(getApproval, { params: { id } }, { every: often });
  const started = campaign.state !== 'draft' && campaign.state !== 'scheduled';
  return (
    <Page
      title={name}
      tabTitle={`Approval · ${name}`}
      lead={subject}
      width="wide"
      crumbs={[
        { label: 'Campaigns', to: '/campaigns' },
        { label: name, to: '/campaigns/$id', params: { id } },
      ]}
      actions={
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/campaigns/$id" params={{ id }} {...props} />}
        >
          {campaign.state === 'draft' ? 'Open the draft' : 'Open the campaign'}
        </Button>
      }
    >
      <Notice text={campaign.notice} />
      <Loaded query={approval}>
        {(approval) => (
          <div className={classes.columns}>
            <div className={classes.main}>
              {!started && <Changes changes={approval.changes} />}
              <WhoGetsIt campaign={campaign} />
              <MailToApprove campaign={campaign} />
            </div>
            <div className={classes.side}>
              <AnswerCard campaignId={id} approval={approval} started={started} />
              {!started && <Checks id={id} />}
              <Notes campaignId={id} notes={approval.notes} />
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Checks({ id }: { id: string }) {
  const checks = useCall(getChecks, { params: { id } }, { keep: true });
  const navigate = useNavigate();
  return (
    <Card title="Checks">
      <ChecksPanel
        checks={checks.data}
        error={checks.error}
        stale={checks.isFetching}
        onJump={({ section }) =>
          section !== 'approval' && void navigate({ to: '/campaigns/$id', params: { id }, hash: section })
        }
      />
    </Card>
  );
}
