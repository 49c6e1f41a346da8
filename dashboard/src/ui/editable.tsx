import type { ReactNode } from 'react';
import classes from './editable.module.css';

/** Fields that can be read by everybody and changed by some. */
export function Editable({ when, children }: { when: boolean; children: ReactNode }) {
  return (
    <fieldset disabled={!when} className={classes.plain}>
      {children}
    </fieldset>
  );
}
