import { Anchor, Switch, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type Contact, joinList, type List, listLists, removeFromList } from '#server/audience/contract.ts';
import { IfMay } from '../../accounts/if-may.tsx';
import { useCall, useChange } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/confirm.tsx';
import { formatDay } from '../../ui/format.ts';
import { Loaded } from '../../ui/states.tsx';
import classes from './contact-page.module.css';

const refresh = ['/api/contacts', '/api/lists'];

/** Every list with a switch. Someone who left one comes back only after a question. */
export function ListsCard({ contact }: { contact: Contact }) {
  const lists = useCall(listLists);
  const join = useChange(joinList, { refresh });
  const leave = useChange(removeFromList, { refresh });
  const [asking, setAsking] = useState<List>();
  const params = (listId: string) => ({ id: contact.id, listId });
  const onError = (error: Error) => notifications.show({ message: error.message, color: 'red' });
  const turn = (list: List, on: boolean) => {
    const membership = contact.lists.find(({ listId }) => listId === list.id);
    if (!on) leave.mutate({ params: params(list.id) }, { onError });
    else if (membership?.status === 'unsubscribed') setAsking(list);
    else join.mutate({ params: params(list.id), body: {} }, { onError });
  };
  return (
    <Card title="Lists">
      {(contact.status !== 'subscribed' || contact.suppression) && (
        <Text size="sm" c="dimmed" mb="md">
          While they stand as said above they get no mail, whichever lists they are on.
        </Text>
      )}
      <Loaded query={lists} skeleton={null}>
        {({ items }) => (
          <ul className={classes.lists}>
            {items.map((list) => (
              <Row
                key={list.id}
                list={list}
                contact={contact}
                disabled={join.isPending || leave.isPending}
                onTurn={(on) => turn(list, on)}
              />
            ))}
          </ul>
        )}
      </Loaded>
      <ConfirmDialog
        opened={asking !== undefined}
        onClose={() => setAsking(undefined)}
        title="Back on this list?"
        action="They asked me to"
        onConfirm={() => join.mutateAsync({ params: params(asking!.id), body: { resubscribe: true } })}
      >
        <Text>
          <strong>{contact.email}</strong> left <strong>{asking?.name}</strong>. Put them back only if they
          asked you to.
        </Text>
      </ConfirmDialog>
    </Card>
  );
}

interface RowProps {
  list: List;
  contact: Contact;
  disabled: boolean;
  onTurn: (on: boolean) => void;
}

function Row({ list, contact, disabled, onTurn }: RowProps) {
  const membership = contact.lists.find(({ listId }) => listId === list.id);
  return (
    <li>
      <div className={classes.list}>
        <Anchor
          c="inherit"
          fw={550}
          renderRoot={(props) => <Link to="/lists/$id" params={{ id: list.id }} {...props} />}
        >
          {list.name}
        </Anchor>
        {membership && (
          <Text size="sm" c="dimmed">
            {membership.status === 'unsubscribed'
              ? `Left on ${formatDay(membership.unsubscribedAt ?? membership.subscribedAt)}`
              : `Since ${formatDay(membership.subscribedAt)}, ${sources[membership.source] ?? membership.source}`}
          </Text>
        )}
      </div>
      <IfMay call={joinList}>
        <Switch
          aria-label={`On ${list.name}`}
          checked={membership?.status === 'subscribed'}
          disabled={disabled}
          onChange={(event) => onTurn(event.currentTarget.checked)}
        />
      </IfMay>
    </li>
  );
}

const sources: Record<string, string> = {
  import: 'by an import',
  person: 'added by hand',
  api: 'through the API',
};
