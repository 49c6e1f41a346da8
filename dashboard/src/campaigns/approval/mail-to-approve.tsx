import { useState } from 'react';
import { listLists } from '#server/audience/contract.ts';
import { type Campaign, getAudience, previewCampaign } from '#server/campaigns/contract.ts';
import { useCall } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { Funnel } from '../draft/funnel.tsx';
import { PreviewPane } from '../editor/preview-pane.tsx';
import classes from './approval.module.css';

/** Who is written to, by whom, with which words. */
export function WhoGetsIt({ campaign }: { campaign: Campaign }) {
  const { id, fromName, fromEmail, replyTo, subject, preheader, trackOpens, trackClicks } = campaign;
  const audience = useCall(getAudience, { params: { id } });
  const lists = useCall(listLists);
  const names = (ids: string[]) =>
    lists.data?.items
      .filter((list) => ids.includes(list.id))
      .map(({ name }) => name)
      .join(', ');
  const rows: [string, string | undefined][] = [
    ['From', `${fromName} <${fromEmail}>`],
    ['Replies to', replyTo],
    ['Subject', subject],
    ['Preview line', preheader],
    ['Sent to', names(campaign.includeLists)],
    ['But not to', names(campaign.excludeLists)],
    ['Counted', counted(trackOpens, trackClicks)],
  ];
  return (
    <Card title="Who gets it">
      <dl className={classes.facts}>
        {rows
          .filter(([, value]) => value)
          .map(([term, value]) => (
            <div key={term} style={{ display: 'contents' }}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {audience.data && <Funnel audience={audience.data} stale={audience.isFetching} />}
    </Card>
  );
}

function counted(opens: boolean, clicks: boolean): string {
  if (opens && clicks) return 'opens and clicks';
  if (opens) return 'opens';
  return clicks ? 'clicks' : 'neither opens nor clicks';
}

/** The saved mail, rendered by what sends it. */
export function MailToApprove({ campaign: { id, subject, preheader, content } }: { campaign: Campaign }) {
  const [contactId, setContactId] = useState<string>();
  const body = { subject, preheader, content, ...(contactId ? { contactId } : {}) };
  const preview = useCall(previewCampaign, { params: { id }, body }, { keep: true });
  return (
    <Card flush>
      <div className={classes.mail}>
        <PreviewPane preview={preview} contactId={contactId} onContact={setContactId} />
      </div>
    </Card>
  );
}
