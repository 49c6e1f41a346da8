import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Progress } from '#server/campaigns/contract.ts';
import { Card } from '../../ui/card.tsx';
import { formatCount } from '../../ui/format.ts';
import classes from './run.module.css';

/** Failures by cause. */
export function Failures({ progress, campaignId }: { progress: Progress; campaignId: string }) {
  const { failures, failed } = progress;
  if (failed === 0) return null;
  return (
    <Card
      title="What did not go through"
      aside={
        <Anchor
          renderRoot={(props) => (
            <Link
              to="/campaigns/$id/report"
              params={{ id: campaignId }}
              search={{ who: 'failed' }}
              hash="people"
              {...props}
            />
          )}
        >
          See who
        </Anchor>
      }
    >
      <ul className={classes.failures}>
        {failures.map(({ reason, count }) => (
          <li key={reason}>
            <span>{reason}</span>
            <strong>{formatCount(count)}</strong>
          </li>
        ))}
      </ul>
      {failures.length === 0 && <Text c="dimmed">The reasons are being gathered.</Text>}
    </Card>
  );
}
