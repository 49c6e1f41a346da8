import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Home } from '#server/reports/contract.ts';
import { formatCount, formatShare, plural } from '../ui/format.ts';
import { StatCard, StatRow } from '../ui/stat-card.tsx';
import { Ago } from '../ui/time.tsx';
import classes from './last-campaign.module.css';

type Last = NonNullable<Home['lastCampaign']>;

/** The key numbers of the latest campaign that went out. */
export function LastCampaign({ campaign }: { campaign: Last }) {
  const { totals, startedAt } = campaign;
  if (!totals) return null;
  return (
    <section aria-label="Last campaign">
      <div className={classes.head}>
        <p className={classes.kicker}>
          Last campaign
          {startedAt && (
            <>
              {' '}
              · <Ago at={startedAt} />
            </>
          )}
        </p>
        <h2 className={classes.name}>{campaign.name}</h2>
        <Anchor
          renderRoot={(props) => <Link to="/campaigns/$id/report" params={{ id: campaign.id }} {...props} />}
        >
          View report
        </Anchor>
      </div>
      <StatRow>
        <StatCard label="Sent" value={formatCount(totals.sent)} note={`of ${formatCount(totals.planned)}`} />
        <StatCard
          label="Opened"
          value={formatShare(totals.opened.unique, totals.sent)}
          note={plural(totals.opened.unique, 'person', 'people')}
        />
        <StatCard
          label="Clicked"
          value={formatShare(totals.clicked.unique, totals.sent)}
          note={plural(totals.clicked.unique, 'person', 'people')}
        />
        <StatCard
          label="Unsubscribed"
          value={formatCount(totals.unsubscribed)}
          note={formatShare(totals.unsubscribed, totals.sent)}
        />
        <StatCard
          label="Failed"
          value={formatCount(totals.failed)}
          note={formatShare(totals.failed, totals.planned)}
          tone={totals.failed > 0 ? 'bad' : 'plain'}
        />
      </StatRow>
    </section>
  );
}
