import { NumberInput, Text } from '@mantine/core';
import { useState } from 'react';
import type { WarmUp } from '#server/delivery/contract.ts';
import { formatCount, formatDay } from '../../ui/format.ts';
import classes from './form.module.css';
import { growingPlan, todayInUtc } from './warm-up-plan.ts';

/** From so many messages a day to so many in so many days. A change begins the plan anew, today. */
export function PlanFields({ warmUp, onChange }: { warmUp: WarmUp; onChange: (plan: WarmUp) => void }) {
  const [typed, setTyped] = useState<{ first: number | ''; last: number | ''; days: number | '' }>({
    first: warmUp.plan[0] ?? 50,
    last: warmUp.plan.at(-1) ?? 20_000,
    days: warmUp.plan.length,
  });
  const change = (part: Partial<typeof typed>) => {
    const next = { ...typed, ...part };
    setTyped(next);
    const { first, last, days } = next;
    if (first && last && days && days <= 366)
      onChange({ startedOn: todayInUtc(), plan: growingPlan(first, last, days) });
  };
  const input = (name: keyof typeof typed) => ({
    min: 1,
    hideControls: true,
    allowDecimal: false,
    allowNegative: false,
    thousandSeparator: ',',
    value: typed[name],
    onChange: (value: string | number) => change({ [name]: value === '' ? '' : Number(value) }),
  });
  return (
    <>
      <fieldset className={classes.fieldset}>
        <legend>Messages a day, at most</legend>
        <div className={classes.thirds}>
          <NumberInput label="First day" {...input('first')} />
          <NumberInput label="Last day" {...input('last')} />
          <NumberInput label="Days in all" max={366} {...input('days')} />
        </div>
      </fieldset>
      <PlanBars plan={warmUp.plan} />
      <Text size="sm" c="dimmed">
        {inWords(warmUp)}
      </Text>
    </>
  );
}

function PlanBars({ plan }: { plan: number[] }) {
  const highest = Math.max(...plan);
  return (
    <div className={classes.plan} aria-hidden="true">
      {plan.map((most, day) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a day of the plan is its place
        <span key={day} style={{ height: `${Math.max(4, (most / highest) * 100)}%` }} />
      ))}
    </div>
  );
}

function inWords({ startedOn, plan }: WarmUp): string {
  const week = plan[6];
  const parts = [
    `Begins ${formatDay(startedOn, 'UTC')} with ${formatCount(plan[0] ?? 0)}`,
    ...(week === undefined || plan.length <= 8 ? [] : [`${formatCount(week)} after a week`]),
    `${formatCount(plan.at(-1) ?? 0)} on day ${plan.length}`,
  ];
  return `${parts.join(', ')}; after that nothing is held back.`;
}
