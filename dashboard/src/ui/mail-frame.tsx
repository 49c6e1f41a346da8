import { SegmentedControl } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { ForeignMail } from './foreign-mail.tsx';
import classes from './mail-frame.module.css';

type MailWidth = 'desktop' | 'phone';

interface MailFrameProps {
  /** What the frame shows, for those who cannot see it. */
  title: string;
  html: string;
  /** For mail that was really sent: its links work, each in a tab of its own. */
  areLinksLive?: boolean;
  width: MailWidth;
}

/** Mail as its reader sees it, as wide as on a desktop or a phone. */
export function MailFrame({ title, html, areLinksLive = false, width }: MailFrameProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: on a phone it scrolls sideways, which must be reachable by keyboard
    <section className={classes.stage} aria-label={title} tabIndex={0}>
      <div className={classes.sheet} data-width={width}>
        <ForeignMail title={title} html={html} areLinksLive={areLinksLive} className={classes.frame} />
      </div>
    </section>
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
