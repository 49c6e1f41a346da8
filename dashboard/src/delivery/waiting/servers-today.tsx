import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { listSendingServers, type SendingServer } from '#server/delivery/contract.ts';
import { useCall } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { formatCount } from '../../ui/format.ts';
import { Meter } from '../../ui/meter.tsx';
import { ServerBadge } from '../servers/server-badge.tsx';
import { mostToday } from '../servers/server-words.ts';
import classes from './waiting.module.css';

/** The ways out, how they are, and how much of the day they have used. */
export function ServersToday() {
  const servers = useCall(listSendingServers, {}, { every: 10_000 });
  const items = servers.data?.items ?? [];
  if (items.length === 0) return null;
  const all = (
    <Anchor renderRoot={(props) => <Link to="/settings/sending" {...props} />}>All settings</Anchor>
  );
  return (
    <Card title="Sending servers" aside={all}>
      <ul className={classes.sends}>
        {items.map((server) => (
          <li key={server.id} className={classes.send}>
            <div className={classes.sendName}>
              <Anchor
                fw={600}
                c="inherit"
                renderRoot={(props) => (
                  <Link to="/settings/sending/servers/$id" params={{ id: server.id }} {...props} />
                )}
              >
                {server.name}
              </Anchor>
              <ServerBadge state={server.state} />
            </div>
            <div className={classes.sendProgress}>
              <Today server={server} />
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Today({ server }: { server: SendingServer }) {
  const most = mostToday(server);
  if (most !== null) return <Meter label="Today" count={server.usedToday ?? 0} most={most} />;
  return (
    <Text size="sm" c="dimmed" className="tabular">
      {server.usedToday === null
        ? 'No daily limit'
        : `${formatCount(server.usedToday)} today, no daily limit`}
    </Text>
  );
}
