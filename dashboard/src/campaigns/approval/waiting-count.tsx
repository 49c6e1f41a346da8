import { VisuallyHidden } from '@mantine/core';
import { useWaiting } from './use-waiting.ts';
import classes from './waiting.module.css';

/** Beside the way to the campaigns: how many wait for whoever is logged in. */
export function WaitingCount() {
  const { length } = useWaiting();
  if (length === 0) return null;
  return (
    <span className={classes.count}>
      {length}
      <VisuallyHidden> {length === 1 ? 'waits' : 'wait'} for your approval</VisuallyHidden>
    </span>
  );
}
