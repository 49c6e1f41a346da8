import { IconCheck } from '@tabler/icons-react';
import classes from './step-trail.module.css';

const steps = [
  { id: 'file', label: 'File' },
  { id: 'match', label: 'Match columns' },
  { id: 'check', label: 'Check' },
  { id: 'import', label: 'Import' },
] as const;
export type Step = (typeof steps)[number]['id'];

/** Where in an import one is; `finished` ticks the last step too. */
export function StepTrail({ current, finished = false }: { current: Step; finished?: boolean }) {
  const now = steps.findIndex(({ id }) => id === current);
  return (
    <ol className={classes.trail} aria-label="Steps">
      {steps.map(({ id, label }, index) => {
        const state = index < now || finished ? 'done' : index === now ? 'now' : 'later';
        return (
          <li
            key={id}
            className={classes.step}
            data-state={state}
            aria-current={state === 'now' ? 'step' : undefined}
          >
            <span className={classes.number} aria-hidden="true">
              {state === 'done' ? <IconCheck size={14} stroke={2.5} /> : index + 1}
            </span>
            <span className={classes.label}>{label}</span>
          </li>
        );
      })}
    </ol>
  );
}
