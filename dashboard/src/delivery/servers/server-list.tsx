import { VisuallyHidden } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { changeSendingServer, listServerDays, type SendingServer } from '#server/delivery/contract.ts';
import { useCall, useChange } from '../../api/index.ts';
import { lastDays } from './last-days.ts';
import { inOrder, moved } from './order.ts';
import { ServerRow } from './server-row.tsx';
import classes from './servers.module.css';

/** The account's own servers; the first that fits is taken, so their order can be changed. */
export function ServerList({ servers }: { servers: SendingServer[] }) {
  const change = useChange(changeSendingServer, { refresh: ['/api/sending-servers'] });
  const days = useCall(listServerDays, {}, { every: 60_000 });
  // Shown at once; the answer of the server follows.
  const [wanted, setWanted] = useState<string[]>();
  const [said, setSaid] = useState('');
  const shown = wanted ? inOrder(servers, wanted) : servers;
  const move = async (from: number, to: number) => {
    const { order, changes } = moved(shown, from, to);
    setWanted(order.map(({ id }) => id));
    setSaid(`${shown[from]?.name} is now at place ${to + 1} of ${shown.length}.`);
    try {
      for (const { id, priority } of changes)
        await change.mutateAsync({ params: { id }, body: { priority } });
    } catch (error) {
      notifications.show({ color: 'red', message: (error as Error).message });
    } finally {
      setWanted(undefined);
    }
  };
  return (
    <>
      <ol className={classes.list}>
        {shown.map((server, index) => (
          <ServerRow
            key={server.id}
            server={server}
            onUp={index > 0 ? () => move(index, index - 1) : undefined}
            onDown={index < shown.length - 1 ? () => move(index, index + 1) : undefined}
            isAlone={shown.length === 1}
            isMoving={wanted !== undefined}
            days={days.data ? lastDays(server.id, days.data.items) : []}
          />
        ))}
      </ol>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </>
  );
}
