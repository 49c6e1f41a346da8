import { Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  endOtherSessions,
  endOwnSession,
  listOwnSessions,
  type OwnSession,
} from '#server/sign-in/contract.ts';
import rows from '../accounts/rows.module.css';
import { useCall, useChange } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { plural } from '../ui/format.ts';
import { HarmButton } from '../ui/harm-button.tsx';
import { Loaded, RowsSkeleton } from '../ui/states.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { Ago, Moment } from '../ui/time.tsx';

const refresh = ['/api/sessions'];

/** Every browser that is logged in, and the ways to end that. */
export function SessionsCard() {
  const sessions = useCall(listOwnSessions);
  const endOthers = useChange(endOtherSessions, { refresh });
  const others = (sessions.data?.items.length ?? 1) - 1;
  return (
    <Card
      title="Where you are logged in"
      aside={
        others > 0 && (
          <HarmButton
            label="Log out everywhere else"
            title="Log out everywhere else?"
            action="Log out everywhere else"
            onConfirm={async () => {
              const { ended } = await endOthers.mutateAsync({});
              notifications.show({ message: `${plural(ended, 'session')} ended.` });
            }}
          >
            Only this browser stays logged in.
          </HarmButton>
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
    </Card>
  );
}

function SessionRow({ session }: { session: OwnSession }) {
  const end = useChange(endOwnSession, { refresh });
  const { id, browser, isThis, newDevice, secondFactor } = session;
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
        <HarmButton
          size="xs"
          label="End"
          about={`End the session of ${browser} at ${session.ip}`}
          title="End this session?"
          action="End session"
          onConfirm={() => end.mutateAsync({ params: { id } })}
        >
          Whoever sits there has to log in again.
        </HarmButton>
      )}
    </li>
  );
}

/** An address tells no town without asking others about it, which we do not do; a file of the operator's may know. */
function placeOf({ ip, isLocal, place }: OwnSession): string {
  if (isLocal) return `A local network (${ip})`;
  return place ? `${place} (${ip})` : `Network address ${ip}`;
}
