import { formatCount, formatDay } from '../../ui/format.ts';
import classes from './days-chart.module.css';
import type { ChartDay } from './last-days.ts';

const parts = ['accepted', 'deferred', 'rejected'] as const;
const HEIGHT = 32;
const STEP = 6;

/** The last days as small bars, stacked; days on which nothing went show a dot of ground. */
export function DaysChart({ days }: { days: ChartDay[] }) {
  const highest = Math.max(1, ...days.map(total));
  return (
    <svg
      viewBox={`0 0 ${days.length * STEP} ${HEIGHT}`}
      width={days.length * STEP}
      height={HEIGHT}
      role="img"
      aria-label={inWords(days)}
      className={classes.chart}
    >
      {days.map((day, index) => (
        <g key={day.day} transform={`translate(${index * STEP} 0)`}>
          <title>{`${formatDay(day.day, 'UTC')}: ${wordsOf(day)}`}</title>
          <rect width={STEP} height={HEIGHT} className={classes.touch} />
          <Bar day={day} highest={highest} />
        </g>
      ))}
    </svg>
  );
}

function Bar({ day, highest }: { day: ChartDay; highest: number }) {
  if (total(day) === 0)
    return <rect y={HEIGHT - 2} width={STEP - 2} height={2} className={classes.nothing} />;
  let below = HEIGHT;
  return parts.map((part) => {
    // Few among many still show.
    const height = day[part] === 0 ? 0 : Math.max(2, (day[part] / highest) * (HEIGHT - 4));
    below -= height;
    return (
      height > 0 && (
        <rect key={part} y={below} width={STEP - 2} height={height} rx={1} className={classes[part]} />
      )
    );
  });
}

const total = ({ accepted, deferred, rejected }: ChartDay) => accepted + deferred + rejected;
const wordsOf = (day: Omit<ChartDay, 'day'>) =>
  parts
    .filter((part) => part === 'accepted' || day[part] > 0)
    .map((part) => `${formatCount(day[part])} ${part}`)
    .join(', ');

/** All days together: `30 days: 1,200 accepted, 3 rejected`. */
export function inWords(days: ChartDay[]): string {
  const sum = (part: (typeof parts)[number]) => days.reduce((all, day) => all + day[part], 0);
  const sums = { accepted: sum('accepted'), deferred: sum('deferred'), rejected: sum('rejected') };
  return `${days.length} days: ${wordsOf(sums)}`;
}
