import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Progress } from '#server/campaigns/contract.ts';
import { Card } from '../../ui/card.tsx';
import { formatCount } from '../../ui/format.ts';
import classes from './run.module.css';

/** Failures by cause, and what "uncertain" means when there are any. */
export function Failures({ progress, campaignId }: { progress: Progress; campaignId: string }) {
  const { failures, uncertain, failed } = progress;
  if (failed === 0 && uncertain === 0) return null;
  const people = (kind: string, words: string) => (
    <Anchor
      size="sm"
      renderRoot={(props) => (
        <Link to="/campaigns/$id/report" params={{ id: campaignId }} search={{ who: kind }} {...props} />
      )}
    >
      {words}
    </Anchor>
  );
  return (
    <Card title="What did not go through" aside={failed > 0 && people('failed', 'See who')}>
      <ul className={classes.failures}>
        {failures.map(({ reason, count }) => (
          <li key={reason}>
            <span>{reason}</span>
            <strong>{formatCount(count)}</strong>
          </li>
        ))}
        {uncertain > 0 && (
          <li>
            <span>
              The connection broke after these were handed over, so nobody can tell whether they arrived. They
              are not sent again, because nobody should get two. {people('uncertain', 'See who')}
            </span>
            <strong>{formatCount(uncertain)}</strong>
          </li>
        )}
      </ul>
      {failed > 0 && failures.length === 0 && <Text c="dimmed">The reasons are being gathered.</Text>}
    </Card>
  );
}
