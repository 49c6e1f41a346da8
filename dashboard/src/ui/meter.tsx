import { formatCount } from './format.ts';
import classes from './meter.module.css';

interface MeterProps {
  /** What is counted: `Today`. */
  label: string;
  count: number;
  most: number;
}

/** How much of a limit is used, in figures and as a bar. From nine tenths on the bar changes its tone. */
export function Meter({ label, count, most }: MeterProps) {
  const share = most > 0 ? Math.min(1, count / most) : 1;
  return (
    <div className={classes.meter}>
      <span className={classes.words}>
        <span>{label}</span>
        <span className="tabular">
          {formatCount(count)} of {formatCount(most)}
        </span>
      </span>
      <span aria-hidden="true" className={classes.track} data-full={share >= 0.9 || undefined}>
        <span style={{ width: `${share * 100}%` }} />
      </span>
    </div>
  );
}
