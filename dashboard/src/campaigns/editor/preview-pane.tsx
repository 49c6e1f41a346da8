import { SegmentedControl, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useState } from 'react';
import type { previewCampaign } from '#server/campaigns/contract.ts';
import type { CallResult } from '#server/platform/http/contract.ts';
import { formatBytes } from '../../ui/format.ts';
import { MailFrame } from '../../ui/mail-frame.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { ContactPicker } from '../contact-picker.tsx';
import classes from './editor.module.css';

/** From here Gmail cuts a mail off; a little before it the size is pointed out. */
const gmailClips = 102_000;

type View = 'desktop' | 'phone' | 'text';

interface PreviewPaneProps {
  preview: {
    data: CallResult<typeof previewCampaign> | undefined;
    error: unknown;
    isFetching: boolean;
    refetch: () => unknown;
  };
  contactId: string | undefined;
  onContact: (id: string | undefined) => void;
}

/** The mail as one reader gets it. While the source has a problem the last good rendering stays. */
export function PreviewPane({ preview, contactId, onContact }: PreviewPaneProps) {
  const [view, setView] = useLocalStorage<View>({ key: 'preview-view', defaultValue: 'desktop' });
  const { good, data } = useLastGood(preview.data);
  return (
    <section className={classes.pane} aria-label="Preview">
      <div className={classes.tools}>
        <SegmentedControl
          size="xs"
          aria-label="Show the preview as"
          value={view}
          onChange={(next) => setView(next as View)}
          data={[
            { value: 'desktop', label: 'Desktop' },
            { value: 'phone', label: 'Phone' },
            { value: 'text', label: 'Text' },
          ]}
        />
        <ContactPicker label="Shown as" hideLabel value={contactId} onChange={onContact} />
      </div>
      {!data && Boolean(preview.error) && (
        <ErrorState error={preview.error} onRetry={() => preview.refetch()} />
      )}
      {data && good !== data && (
        <Text size="sm" c="dimmed" px="md" py={8} role="status">
          {good ? 'Shown as it was before the problem.' : 'It can be shown when the problems are mended.'}
        </Text>
      )}
      {good && (
        <>
          <Lines preview={good} />
          <div className={classes.preview} data-stale={preview.isFetching || good !== data || undefined}>
            {view === 'text' ? (
              <pre className={classes.text}>{good.text}</pre>
            ) : (
              <MailFrame title="The mail as it will arrive" html={good.html} width={view} />
            )}
          </div>
        </>
      )}
    </section>
  );
}

type Preview = CallResult<typeof previewCampaign>;

/** The newest rendering without problems, beside the newest of all. */
function useLastGood(data: Preview | undefined) {
  const [good, setGood] = useState<Preview>();
  if (data && data.problems.length === 0 && data !== good) setGood(data);
  return { good, data };
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
