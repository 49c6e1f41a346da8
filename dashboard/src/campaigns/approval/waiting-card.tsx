import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import rows from '../../accounts/rows.module.css';
import { Card } from '../../ui/card.tsx';
import { plural } from '../../ui/format.ts';
import { Ago } from '../../ui/time.tsx';
import { useWaiting } from './use-waiting.ts';

/** On the first screen: what others cannot send before whoever is logged in has looked at it. */
export function WaitingCard() {
  const waiting = useWaiting();
  if (waiting.length === 0) return null;
  return (
    <Card title={`${plural(waiting.length, 'campaign waits', 'campaigns wait')} for your approval`}>
      <ul className={rows.rows}>
        {waiting.map(({ campaign: { id, name, subject }, askedBy, askedAt }) => (
          <li key={id}>
            <div className={rows.about}>
              <Anchor
                fw={600}
                c="inherit"
                renderRoot={(props) => <Link to="/campaigns/$id/approval" params={{ id }} {...props} />}
              >
                {name}
              </Anchor>
              <Text size="sm" c="dimmed">
                {subject}
              </Text>
            </div>
            <Text size="sm" c="dimmed">
              {askedBy.name ?? 'Somebody who has left'} asked <Ago at={askedAt} />
            </Text>
          </li>
        ))}
      </ul>
    </Card>
  );
}
