import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './stat-card.module.css';

interface StatCardProps {
  label: string;
  /** The number, already formatted; undefined while it is on its way. */
  value: ReactNode | undefined;
  /** One quiet line under it: a share, how it is counted. */
  note?: ReactNode;
  tone?: 'plain' | 'bad' | 'warn';
}

/** One number and what it counts. Put several into a StatRow. */
export function StatCard({ label, value, note, tone = 'plain' }: StatCardProps) {
  return (
    <div className={classes.stat} data-tone={tone}>
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.value}>{value === undefined ? <Skeleton h={30} w={72} /> : value}</dd>
      {note && <dd className={classes.note}>{note}</dd>}
    </div>
  );
}

export function StatRow({ children }: { children: ReactNode }) {
  return <dl className={classes.row}>{children}</dl>;
}
