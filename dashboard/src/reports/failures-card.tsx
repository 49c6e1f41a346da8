import type { Report } from '#server/reports/contract.ts';
import { Card } from '../ui/card.tsx';
import { formatCount, plural } from '../ui/format.ts';
import { PeopleLink } from './people-link.tsx';
import classes from './report.module.css';

/** Why messages could not be delivered, the most frequent reason first. */
export function FailuresCard({ report: { campaign, failures, totals } }: { report: Report }) {
  return (
    <Card
      title={`${plural(totals.failed, 'message')} could not be delivered`}
      aside={
        <span className={classes.see}>
          <PeopleLink campaignId={campaign.id} who="failed">
            See who
          </PeopleLink>
        </span>
      }
    >
      <ul className={classes.failures}>
        {failures.map(({ reason, count }) => (
          <li key={reason}>
            <span className={classes.count}>{formatCount(count)}</span>
            <span className={classes.reason}>{reason}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
