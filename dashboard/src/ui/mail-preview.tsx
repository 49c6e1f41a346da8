import { SegmentedControl, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useState } from 'react';
import { MailFrame } from './mail-frame.tsx';
import classes from './mail-preview.module.css';
import { ErrorState } from './states.tsx';

interface Rendered {
  html: string;
  text: string;
}

interface MailPreviewProps<T extends Rendered> {
  /** What the frame shows, for those who cannot see it. */
  title: string;
  preview: { data: T | undefined; error: unknown; isFetching: boolean; refetch: () => unknown };
  /** The rendering to show, as `useLastGood` gives it. */
  good: T | undefined;
  view: MailView;
}

type MailView = 'desktop' | 'phone' | 'text';

/** A rendering while it is being written: the last good one stays when the newest has a problem, and is said to be old. */
export function MailPreview<T extends Rendered>({ title, preview, good, view }: MailPreviewProps<T>) {
  const { data, error, isFetching, refetch } = preview;
  if (!data && error) return <ErrorState error={error} onRetry={() => refetch()} />;
  const isBehind = data !== undefined && data !== good;
  return (
    <>
      {isBehind && (
        <Text size="sm" c="dimmed" px="md" py={8} role="status">
          {good ? 'Shown as it was before the problem.' : 'It can be shown when the problem is mended.'}
        </Text>
      )}
      {good && (
        <div className={classes.preview} data-stale={isFetching || isBehind || undefined}>
          {view === 'text' ? (
            <MailText text={good.text} />
          ) : (
            <MailFrame title={title} html={good.html} width={view} />
          )}
        </div>
      )}
    </>
  );
}

/** The plain-text part. */
export function MailText({ text }: { text: string }) {
  return <pre className={classes.text}>{text}</pre>;
}

/** The newest rendering that has no problem, undefined before there was one. */
export function useLastGood<T>(data: T | undefined, isGood: (data: T) => boolean): T | undefined {
  const [good, setGood] = useState<T>();
  if (data && isGood(data) && data !== good) setGood(data);
  return good;
}

export function MailViewSwitch({ value, onChange }: { value: MailView; onChange: (view: MailView) => void }) {
  return (
    <SegmentedControl
      size="xs"
      aria-label="Show the preview as"
      value={value}
      onChange={(next) => onChange(next as MailView)}
      data={[
        { value: 'desktop', label: 'Desktop' },
        { value: 'phone', label: 'Phone' },
        { value: 'text', label: 'Text' },
      ]}
    />
  );
}

/** The view last chosen in this browser. */
export function useMailView() {
  return useLocalStorage<MailView>({ key: 'preview-view', defaultValue: 'desktop' });
}
