import { SegmentedControl, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useState } from 'react';
import type { previewSystemMail } from '#server/delivery/contract.ts';
import type { CallResult } from '#server/platform/http/contract.ts';
import { Card } from '../../ui/card.tsx';
import { MailFrame } from '../../ui/mail-frame.tsx';
import { ErrorState } from '../../ui/states.tsx';
import classes from './system-mail.module.css';

type Preview = CallResult<typeof previewSystemMail>;
type View = 'desktop' | 'phone' | 'text';

interface TemplatePreviewProps {
  preview: { data: Preview | undefined; error: unknown; refetch: () => unknown };
}

/** The mail with sample values. While something is wrong with the words the last good one stays. */
export function TemplatePreview({ preview }: TemplatePreviewProps) {
  const [view, setView] = useLocalStorage<View>({ key: 'preview-view', defaultValue: 'desktop' });
  const { data } = preview;
  const [good, setGood] = useState<Preview>();
  if (data && data.html !== '' && data !== good) setGood(data);
  return (
    <div className={classes.shown}>
      <Card flush>
        <section aria-label="Preview">
          <div className={classes.tools}>
            <Text className={classes.subject}>
              <Text span c="dimmed" size="sm">
                Subject{' '}
              </Text>
              <strong>{good?.subject}</strong>
            </Text>
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
          </div>
          {!data && Boolean(preview.error) && (
            <ErrorState error={preview.error} onRetry={() => preview.refetch()} />
          )}
          {data && good !== data && (
            <Text size="sm" c="dimmed" px="md" py={8} role="status">
              {good ? 'Shown as it was before the problem.' : 'It can be shown when the problem is mended.'}
            </Text>
          )}
          {good && (
            <div className={classes.preview} data-stale={good !== data || undefined}>
              {view === 'text' ? (
                <pre className={classes.text}>{good.text}</pre>
              ) : (
                <MailFrame title="The mail with sample values" html={good.html} width={view} />
              )}
            </div>
          )}
        </section>
      </Card>
    </div>
  );
}
