import type { ReactNode } from 'react';
import { FormFailure } from '../../ui/form-failure.tsx';
import { type Checked, CheckResult } from './check-result.tsx';
import classes from './form.module.css';

interface FormFootProps {
  error: unknown;
  result: Checked | undefined;
  /** The buttons. */
  children: ReactNode;
}

/** What came of trying or saving, above the buttons that do it. */
export function FormFoot({ error, result, children }: FormFootProps) {
  return (
    <div className={classes.foot}>
      <div aria-live="polite">{result && !error && <CheckResult result={result} />}</div>
      <FormFailure error={error} />
      <div className={classes.buttons}>{children}</div>
    </div>
  );
}
