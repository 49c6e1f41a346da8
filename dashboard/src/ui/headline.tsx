import type { ReactNode } from 'react';
import classes from './headline.module.css';

/** The one figure or verdict a screen is opened for, larger than its heading. */
export function Headline({ as: Tag = 'p', children }: { as?: 'p' | 'h2'; children: ReactNode }) {
  return <Tag className={classes.headline}>{children}</Tag>;
}
