import { SegmentedControl } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import classes from './mail-frame.module.css';

type MailWidth = 'desktop' | 'phone';

interface MailFrameProps {
  /** What the frame shows, for those who cannot see it. */
  title: string;
  /** The mail itself, or the address of a page of ours that holds it. */
  html?: string;
  src?: string;
  width: MailWidth;
}

/** For mail that was really sent: its links work, each in a tab of its own. */
const linksOnly = 'allow-popups allow-popups-to-escape-sandbox';

/**
 * Mail as its reader sees it. The frame is a sandbox: no scripts, no forms, no way to the page around it, an origin of
 * its own. That must not be loosened: mail is written by people and their imports, not by us.
 */
export function MailFrame({ title, html, src, width }: MailFrameProps) {
  return (
    <div className={classes.stage}>
      <iframe
        title={title}
        sandbox={src ? linksOnly : ''}
        srcDoc={html}
        src={src}
        className={classes.frame}
        data-width={width}
      />
    </div>
  );
}

export function MailWidthSwitch({
  value,
  onChange,
}: {
  value: MailWidth;
  onChange: (width: MailWidth) => void;
}) {
  return (
    <SegmentedControl
      size="xs"
      aria-label="Width of the preview"
      value={value}
      onChange={(next) => onChange(next as MailWidth)}
      data={[
        { value: 'desktop', label: 'Desktop' },
        { value: 'phone', label: 'Phone' },
      ]}
    />
  );
}

/** The width last chosen in this browser. */
export function useMailWidth() {
  return useLocalStorage<MailWidth>({ key: 'mail-width', defaultValue: 'desktop' });
}
