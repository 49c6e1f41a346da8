import classes from './status-badge.module.css';

export type Tone = 'quiet' | 'accent' | 'good' | 'warn' | 'bad' | 'info';

/** A state in a word, with a dot of its tone. The word carries the meaning; the colour only repeats it. */
export function StatusBadge({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {children}
    </span>
  );
}
