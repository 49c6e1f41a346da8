import type { previewCampaign } from '#server/campaigns/contract.ts';
import type { CallResult } from '#server/platform/http/contract.ts';
import { formatBytes } from '../../ui/format.ts';
import { MailPreview, MailViewSwitch, useLastGood, useMailView } from '../../ui/mail-preview.tsx';
import { ContactPicker } from '../contact-picker.tsx';
import classes from './editor.module.css';

/** From here Gmail cuts a mail off; a little before it the size is pointed out. */
const gmailClips = 102_000;

type Preview = CallResult<typeof previewCampaign>;

interface PreviewPaneProps {
  preview: {
    data: Preview | undefined;
    error: unknown;
    isFetching: boolean;
    refetch: () => unknown;
  };
  contactId: string | undefined;
  onContact: (id: string | undefined) => void;
}

/** The mail as one reader gets it. While the source has a problem the last good rendering stays. */
export function PreviewPane({ preview, contactId, onContact }: PreviewPaneProps) {
  const [view, setView] = useMailView();
  const good = useLastGood(preview.data, ({ problems }) => problems.length === 0);
  return (
    <section className={classes.pane} aria-label="Preview">
      <div className={classes.tools}>
        <MailViewSwitch value={view} onChange={setView} />
        <ContactPicker label="Shown as" hideLabel value={contactId} onChange={onContact} />
      </div>
      {good && <Lines preview={good} />}
      <MailPreview title="The mail as it will arrive" preview={preview} good={good} view={view} />
    </section>
  );
}

function Lines({ preview: { subject, contact, sizeBytes } }: { preview: Preview }) {
  return (
    <dl className={classes.lines}>
      <dt>Subject</dt>
      <dd>
        <strong>{subject || 'None yet'}</strong>
      </dd>
      <dt>To</dt>
      <dd>
        {contact.email}{' '}
        <span className={classes.size} data-large={sizeBytes > gmailClips * 0.9 || undefined}>
          · {formatBytes(sizeBytes)}
          {sizeBytes > gmailClips && ', Gmail will clip it'}
        </span>
      </dd>
    </dl>
  );
}
