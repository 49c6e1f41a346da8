import { Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import classes from './check-result.module.css';

export interface Checked {
  ok: boolean;
  steps: { step: string; ok: boolean; text: string }[];
}

/** What was tried, one line each, and how it went. Put it into a live region. */
export function CheckResult({ result: { ok, steps } }: { result: Checked }) {
  return (
    <div className={classes.result}>
      <Text fw={600}>{ok ? 'It works.' : 'It does not work yet.'}</Text>
      <ol className={classes.steps}>
        {steps.map(({ step, ok, text }) => (
          <li key={`${step} ${text}`} data-ok={ok}>
            {ok ? (
              <IconCircleCheck size={18} aria-label="Fine:" />
            ) : (
              <IconCircleX size={18} aria-label="Failed:" />
            )}
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
