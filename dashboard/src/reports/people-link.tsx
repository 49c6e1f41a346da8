import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { RecipientKind } from '#server/reports/contract.ts';
import classes from './report.module.css';

interface PeopleLinkProps {
  campaignId: string;
  who: RecipientKind;
  /** Only those who clicked this link. */
  url?: string;
  children: ReactNode;
}

/** A number that leads to the people behind it. */
export function PeopleLink({ campaignId, who, url, children }: PeopleLinkProps) {
  return (
    <Link
      to="/campaigns/$id/report"
      params={{ id: campaignId }}
      search={url === undefined ? { who } : { who, url }}
      hash="people"
      className={classes.figure}
    >
      {children}
    </Link>
  );
}
