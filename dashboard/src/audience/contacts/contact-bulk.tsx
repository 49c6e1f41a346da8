import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { joinList, listLists, removeFromList, unsubscribe } from '#server/audience/contract.ts';
import { call, useCall, useRefresh } from '../../api/index.ts';
import { useSession } from '../../sign-in/use-session.ts';
import { plural } from '../../ui/format.ts';
import { HarmButton } from '../../ui/harm-button.tsx';
import { changeEach, outcomeText } from './change-each.ts';

interface ContactBulkProps {
  ids: string[];
  /** The list in view, from which they can be removed. */
  listId: string | undefined;
  onDone: () => void;
}

/** What can be done with several contacts at once. */
export function ContactBulk({ ids, listId, onDone }: ContactBulkProps) {
  const { busy, run } = useBulk(ids, onDone);
  const { isRestricted } = useSession();
  const lists = useCall(listLists);
  const here = lists.data?.items.find(({ id }) => id === listId);
  const others = lists.data?.items.filter(({ id }) => id !== listId) ?? [];
  const people = (count: number) => plural(count, 'contact');
  return (
    <>
      {others.length > 0 && (
        <Menu>
          <Menu.Target>
            <Button size="xs" variant="default" loading={busy}>
              Add to list
            </Button>
          </Menu.Target>
          <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
            {others.map(({ id: listId, name }) => (
              <Menu.Item
                key={listId}
                onClick={() =>
                  run(
                    (id) => call(joinList, { params: { id, listId }, body: {} }),
                    (count) => `Added to ${name}: ${people(count)}.`,
                  )
                }
              >
                {name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {here && (
        <HarmButton
          size="xs"
          label="Take off this list"
          title={`Take ${people(ids.length)} off ${here.name}?`}
          action="Take off"
          onConfirm={() =>
            run(
              (id) => call(removeFromList, { params: { id, listId: here.id } }),
              (count) => `Taken off ${here.name}: ${people(count)}.`,
            )
          }
        >
          {isRestricted
            ? 'Whoever is on none of the other lists you see goes out of your sight; somebody who sees all lists can put them back.'
            : 'They stay your contacts, and on their other lists.'}
        </HarmButton>
      )}
      <HarmButton
        size="xs"
        label="Unsubscribe"
        title={`Unsubscribe ${people(ids.length)}?`}
        action="Unsubscribe"
        onConfirm={() =>
          run(
            (id) => call(unsubscribe, { params: { id } }),
            (count) => `Unsubscribed from everything: ${people(count)}.`,
          )
        }
      >
        They leave every list and get no more mail from you, also when a later import names them again. Each
        can be subscribed again only one by one, when they ask for it
        {isRestricted && ', by somebody who sees all lists'}.
      </HarmButton>
    </>
  );
}

function useBulk(ids: string[], onDone: () => void) {
  const [busy, setBusy] = useState(false);
  const refresh = useRefresh();
  const run = async (change: (id: string) => Promise<unknown>, what: (count: number) => string) => {
    setBusy(true);
    try {
      const outcome = await changeEach(ids, change);
      notifications.show({
        message: outcomeText(outcome, what),
        color: outcome.refused.size ? 'yellow' : 'green',
      });
      onDone();
    } finally {
      setBusy(false);
      await refresh('/api/contacts', '/api/lists');
    }
  };
  return { busy, run };
}
