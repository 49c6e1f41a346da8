import { Button, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { createSendingServer, listSendingServers } from '#server/delivery/contract.ts';
import type { CallResult } from '#server/platform/http/contract.ts';
import { IfMay } from '../../accounts/if-may.tsx';
import { useCall } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { EmptyState, Loaded, RowsSkeleton } from '../../ui/states.tsx';
import { InstallWay } from './install-way.tsx';
import { ServerList } from './server-list.tsx';
import classes from './servers.module.css';
import { SharedServers } from './shared-servers.tsx';

/** All ways out for the account's mail, in the order in which they are tried. */
export function ServersCard() {
  const servers = useCall(listSendingServers, {}, { every: 10_000 });
  return (
    <Card
      title="Sending servers"
      aside={servers.data && servers.data.items.length > 0 && <AddServer variant="default" />}
    >
      <Loaded query={servers} skeleton={<RowsSkeleton />}>
        {(servers) => <Ways servers={servers} />}
      </Loaded>
    </Card>
  );
}

function Ways({ servers: { items, shared, install } }: { servers: CallResult<typeof listSendingServers> }) {
  return (
    <>
      {items.length === 0 ? (
        <EmptyState scene="mailbox" title="No sending server of your own yet" action={<AddServer />}>
          {noneWords(install.kind, shared.length)}
        </EmptyState>
      ) : (
        <>
          <Text c="dimmed" maw={620} className={classes.lead}>
            {items.length > 1
              ? 'A mail takes the first server that fits its sender and is able to; when one breaks, the next one steps in.'
              : 'Your mail leaves here. Add a second server and it steps in when this one breaks.'}
          </Text>
          <ServerList servers={items} />
        </>
      )}
      {shared.length > 0 && <SharedServers servers={shared} />}
      <InstallWay install={install} />
    </>
  );
}

function noneWords(install: 'smtp' | 'sandbox', shared: number): string {
  if (shared > 0)
    return 'Your mail leaves over the servers of this install. One of your own goes before them.';
  return install === 'smtp'
    ? 'Your mail leaves over the mail server of this install. One of your own takes its place.'
    : 'Until there is one, mail stays on this machine. Connect your mail provider and it leaves for real.';
}

function AddServer({ variant = 'filled' }: { variant?: 'filled' | 'default' }) {
  return (
    <IfMay call={createSendingServer}>
      <Button
        variant={variant}
        leftSection={<IconPlus size={16} />}
        renderRoot={(props) => <Link to="/settings/sending/servers/new" {...props} />}
      >
        Add a sending server
      </Button>
    </IfMay>
  );
}
