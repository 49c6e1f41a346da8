import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import {
  endOtherSessions,
  endOwnSession,
  listOwnSessions,
  type OwnSession,
} from '#server/accounts/contract.ts';
import { useCall, useChange } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/confirm.tsx';
import { Loaded, RowsSkeleton } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Ago, Moment } from '../../ui/time.tsx';
import rows from '../rows.module.css';

const refresh = ['/api/sessions'];

/** Every browser that is logged in, and the ways to end that. */
export function SessionsCard() {
  const sessions = useCall(listOwnSessions);
  const endOthers = useChange(endOtherSessions, { refresh });
  const [asking, setAsking] = useState(false);
  const others = (sessions.data?.items.length ?? 1) - 1;
  return (
    <Card
      title="Where you are logged in"
      aside={
        others > 0 && (
          <Button variant="default" onClick={() => setAsking(true)}>
            Log out everywhere else
          </Button>
        )
      }
    >
      <Loaded query={sessions} skeleton={<RowsSkeleton />}>
        {({ items }) => (
          <ul className={rows.rows}>
            {items.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </ul>
        )}
      </Loaded>
      <Text size="sm" c="dimmed" mt="md">
        A browser you do not know? End its session and change your password: whoever used it knew the present
        one.
      </Text>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title="Log out everywhere else?"
        action="Log out everywhere else"
        danger
        onConfirm={async () => {
          const { ended } = await endOthers.mutateAsync({});
          notifications.show({ message: `${ended} ${ended === 1 ? 'session' : 'sessions'} ended.` });
        }}
      >
        Only this browser stays logged in. What was being written elsewhere and not saved is lost.
      </ConfirmDialog>
    </Card>
  );
}

function SessionRow({ session }: { session: OwnSession }) {
  const end = useChange(endOwnSession, { refresh });
  const { id, browser, isThis, newDevice, secondFactor } = session;
  const stop = () =>
    end.mutate(
      { params: { id } },
      { onError: ({ message }) => notifications.show({ color: 'red', message }) },
    );
  return (
    <li>
      <div className={rows.about}>
        <Group gap="xs">
          <Text fw={600}>{browser}</Text>
          {isThis && <StatusBadge tone="good">This browser</StatusBadge>}
          {newDevice && <StatusBadge tone="warn">New device</StatusBadge>}
        </Group>
        <Text size="sm" c="dimmed">
          {placeOf(session)}
          {secondFactor && ' · with a second factor'}
        </Text>
        <Text size="sm" c="dimmed">
          Logged in <Moment at={session.startedAt} />
          {!isThis && (
            <>
              {' '}
              · used <Ago at={session.lastSeenAt} />
            </>
          )}
        </Text>
      </div>
      {!isThis && (
        <Button
          size="xs"
          variant="default"
          loading={end.isPending}
          onClick={stop}
          aria-label={`End the session of ${browser} at ${session.ip}`}
        >
          End
        </Button>
      )}
    </li>
  );
}

/** An address tells no town without asking others about it, which we do not do; a file of the operator's may know. */
function placeOf({ ip, isLocal, place }: OwnSession): string {
  if (isLocal) return `A local network (${ip})`;
  return place ? `${place} (${ip})` : `Network address ${ip}`;
}
