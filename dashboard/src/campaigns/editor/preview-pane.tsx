import { SegmentedControl, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
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

/** The mail as one reader gets it.. */
export function PreviewPane({ preview, contactId, onContact }: PreviewPaneProps) {
  const [view, setView] = useLocalStorage<View>({ key: 'preview-view', defaultValue: 'desktop' });
  const { data } = preview;
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
      {data && (
        <>
          <dl className={classes.lines}>
            <dt>Subject</dt>
            <dd>
              <strong>{data.subject || 'None yet'}</strong>
            </dd>
            <dt>To</dt>
            <dd>
              {data.contact.email}{' '}
              <span className={classes.size} data-large={data.sizeBytes > gmailClips * 0.9 || undefined}>
                · {formatBytes(data.sizeBytes)}
                {data.sizeBytes > gmailClips && ', Gmail will clip it'}
              </span>
            </dd>
          </dl>
          <div className={classes.preview} data-stale={preview.isFetching || undefined}>
            {data.problems.length > 0 ? (
              <Text p="lg" c="dimmed">
                It can be shown again when the problems are mended.
              </Text>
            ) : view === 'text' ? (
              <pre className={classes.text}>{data.text}</pre>
            ) : (
              <MailFrame title="The mail as it will arrive" html={data.html} width={view} />
            )}
          </div>
        </>
      )}
    </section>
  );
}
