import { Anchor, Switch, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type Contact, joinList, type List, listLists, removeFromList } from '#server/audience/contract.ts';
import { IfMay } from '../../accounts/if-may.tsx';
import { useCall, useChange, useRefresh } from '../../api/index.ts';
import { useSession } from '../../sign-in/use-session.ts';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/confirm.tsx';
import { formatDay } from '../../ui/format.ts';
import { Loaded } from '../../ui/states.tsx';
import classes from './contact-page.module.css';

const refresh = ['/api/contacts', '/api/lists'];

/** Every list with a switch. What cannot be turned back at once comes after a question. */
export function ListsCard({ contact }: { contact: Contact }) {
  const lists = useCall(listLists);
  const join = useChange(joinList, { refresh });
  const leave = useChange(removeFromList, { refresh });
  const [asking, setAsking] = useState<List>();
  const goesOutOfSight = useSession().isRestricted && contact.lists.length === 1;
  const [losing, setLosing] = useState<List>();
  const params = (listId: string) => ({ id: contact.id, listId });
  const onError = (error: Error) => notifications.show({ message: error.message, color: 'red' });
  const turn = (list: List, on: boolean) => {
    const membership = contact.lists.find(({ listId }) => listId === list.id);
    if (!on && goesOutOfSight) setLosing(list);
    else if (!on) leave.mutate({ params: params(list.id) }, { onError });
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
      <LoseSightDialog contact={contact} list={losing} onClose={() => setLosing(undefined)} />
    </Card>
  );
}

interface LoseSightProps {
  contact: Contact;
  /** The only list of theirs that whoever asks can see; the question stands while there is one. */
  list: List | undefined;
  onClose: () => void;
}

/** Whoever sees certain lists alone does not see a contact that is on none of them. */
function LoseSightDialog({ contact, list, onClose }: LoseSightProps) {
  const leave = useChange(removeFromList);
  const refresh = useRefresh();
  const navigate = useNavigate();
  return (
    <ConfirmDialog
      opened={list !== undefined}
      onClose={onClose}
      title="Take them off the last list you see?"
      action="Take off"
      onConfirm={async () => {
        await leave.mutateAsync({ params: { id: contact.id, listId: list!.id } });
        await navigate({ to: '/contacts' });
        await refresh('/api/contacts', '/api/lists', '/api/home');
        notifications.show({ message: `${contact.email} is off ${list!.name}.` });
      }}
    >
      <Text>
        <strong>{contact.email}</strong> goes off <strong>{list?.name}</strong> and out of your sight.
        Somebody who sees all lists still finds them, and can put them back.
      </Text>
    </ConfirmDialog>
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
