import { Text, VisuallyHidden } from '@mantine/core';
import type { OperatorsAccountDetail } from '#server/operator/contract.ts';
import { formatCount } from '../ui/format.ts';
import classes from './operator.module.css';

const DAYS = 30;
const DAY_MS = 86_400_000;

/** A bar for each of the last days, those without mail too. */
export function UsageDays({ days }: { days: OperatorsAccountDetail['days'] }) {
  const byDay = new Map(days.map((day) => [day.day, day.accepted]));
  const all = Array.from({ length: DAYS }, (_, index) => {
    const day = new Date(Date.now() - (DAYS - 1 - index) * DAY_MS).toISOString().slice(0, 10);
    return { day, accepted: byDay.get(day) ?? 0 };
  });
  const most = Math.max(...all.map(({ accepted }) => accepted));
  if (most === 0)
    return (
      <Text size="sm" c="dimmed" mt="md">
        No mail left in these days.
      </Text>
    );
  return (
    <figure style={{ margin: 0 }}>
      <div className={classes.days} aria-hidden="true">
        {all.map(({ day, accepted }) => (
          <span
            key={day}
            title={`${day}: ${formatCount(accepted)}`}
            data-none={accepted === 0 || undefined}
            style={{ height: `${(accepted / most) * 100}%` }}
          />
        ))}
      </div>
      <Text size="xs" c="dimmed" component="figcaption">
        Messages accepted by day (UTC); the highest bar is {formatCount(most)}.
        <VisuallyHidden>
          {days.map(({ day, accepted }) => ` ${day}: ${formatCount(accepted)}.`).join('')}
        </VisuallyHidden>
      </Text>
    </figure>
  );
}
