import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './card.module.css';

interface CardProps {
  title?: ReactNode;
  /** Stands at the right of the title. */
  aside?: ReactNode;
  id?: string;
  /** No inner padding, for tables and frames that bring their own. */
  flush?: boolean;
  children: ReactNode;
}

/** A surface for one matter. With a title it is a labelled region. */
export function Card({ title, aside, id, flush = false, children }: CardProps) {
  return (
    <section id={id} className={classes.card} data-flush={flush || undefined}>
      {(title || aside) && (
        <div className={classes.head}>
          {typeof title === 'string' ? <Title order={2}>{title}</Title> : title}
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}
