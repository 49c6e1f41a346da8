import { Collapse, UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './section.module.css';

export type SectionId = 'from' | 'to' | 'subject' | 'content' | 'schedule';

interface SectionProps {
  id: SectionId;
  title: string;
  /** What is settled here, in one line; shown while closed. */
  summary: ReactNode;
  complete: boolean;
  open: boolean;
  /** What stands in place of Ready until it is complete. */
  pending?: string;
  onToggle: () => void;
  children: ReactNode;
}

/** One part of a campaign: closed it says what is settled, open it lets one change it. */
export function Section({
  id,
  title,
  summary,
  complete,
  pending = 'To do',
  open,
  onToggle,
  children,
}: SectionProps) {
  return (
    <section className={classes.section} id={id} data-open={open || undefined}>
      <h2 className={classes.heading}>
        <UnstyledButton
          className={classes.head}
          onClick={onToggle}
          aria-expanded={open}
          aria-controls={`${id}-body`}
        >
          <span className={classes.tick} data-complete={complete || undefined} aria-hidden="true">
            {complete && <IconCheck size={15} stroke={2.75} />}
          </span>
          <span className={classes.titles}>
            <span className={classes.title}>{title}</span>
            {!open && <span className={classes.summary}>{summary}</span>}
          </span>
          <span className={classes.state}>{complete ? 'Ready' : pending}</span>
          <IconChevronDown size={18} aria-hidden="true" className={classes.chevron} />
        </UnstyledButton>
      </h2>
      <Collapse expanded={open} transitionDuration={120} id={`${id}-body`}>
        <div className={classes.body}>{children}</div>
      </Collapse>
    </section>
  );
}
