import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Home } from '#server/reports/contract.ts';
import { CampaignBadge } from '../campaigns/campaign-badge.tsx';
import { Card } from '../ui/card.tsx';
import { Ago } from '../ui/time.tsx';
import classes from './recent-campaigns.module.css';

/** The campaigns changed last, each a link to where it can be taken up again. */
export function RecentCampaigns({ campaigns }: { campaigns: Home['recentCampaigns'] }) {
  const all = <Anchor renderRoot={(props) => <Link to="/campaigns" {...props} />}>All campaigns</Anchor>;
  return (
    <Card title="Recently worked on" aside={all}>
      <ul className={classes.list}>
        {campaigns.map(({ id, name, subject, state, approval, updatedAt }) => (
          <li key={id}>
            <div className={classes.what}>
              <Anchor
                fw={600}
                c="inherit"
                renderRoot={(props) => <Link to="/campaigns/$id" params={{ id }} {...props} />}
              >
                {name}
              </Anchor>
              <Text size="sm" c="dimmed" truncate>
                {subject || 'No subject yet'}
              </Text>
            </div>
            <CampaignBadge state={state} approval={approval} />
            <Text size="sm" c="dimmed" className={classes.when}>
              <Ago at={updatedAt} />
            </Text>
          </li>
        ))}
      </ul>
    </Card>
  );
}
