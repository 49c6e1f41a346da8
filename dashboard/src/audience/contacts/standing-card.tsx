import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type Contact, resubscribe, unsubscribe } from '#server/audience/contract.ts';
import { useMay } from '../../accounts/if-may.tsx';
import { useChange } from '../../api/index.ts';
import { useSession } from '../../sign-in/use-session.ts';
import { Card } from '../../ui/card.tsx';
import { formatDay, plural } from '../../ui/format.ts';
import { HarmButton } from '../../ui/harm-button.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import classes from './contact-page.module.css';
import { standingOf } from './contact-words.ts';
import { ResubscribeDialog } from './resubscribe-dialog.tsx';

/** Whether and why they get mail, in a sentence with its date, and the way to change it. */
export function StandingCard({ contact }: { contact: Contact }) {
  const may = useMay();
  const { isRestricted } = useSession();
  const [returning, comeBack] = useDisclosure();
  const stop = useChange(unsubscribe, { refresh: ['/api/contacts', '/api/lists', '/api/suppressions'] });
  const { label, tone } = standingOf({
    status: contact.status,
    suppressed: contact.suppression?.reason ?? null,
    listStatus: null,
  });
  const isMailed = contact.status === 'subscribed' && contact.suppression === null;
  const mayReturn = !isMailed && contact.suppression?.reason !== 'complained';
  return (
    <Card title="Standing">
      <div className={classes.standing}>
        <StatusBadge tone={tone}>{label}</StatusBadge>
        <Text>{sentenceOf(contact)}</Text>
        {contact.suppression?.note && (
          <Text size="sm" c="dimmed" className={classes.note}>
            {contact.suppression.note}
          </Text>
        )}
        <Group gap="xs" mt={4}>
          {isMailed && may(unsubscribe) && (
            <HarmButton
              size="xs"
              label="Unsubscribe from everything"
              title="Unsubscribe from everything?"
              action="Unsubscribe"
              onConfirm={() => stop.mutateAsync({ params: { id: contact.id } })}
            >
              <strong>{contact.email}</strong> leaves every list and gets no more mail from you, also when a
              later import names them again.
              {isRestricted && ' Somebody who sees all lists can subscribe them again.'}
            </HarmButton>
          )}
          {mayReturn && isRestricted && (
            <Text size="sm" c="dimmed">
              If they ask to come back, somebody who sees all lists can subscribe them again.
            </Text>
          )}
          {mayReturn && may(resubscribe) && (
            <Button size="xs" variant="default" onClick={comeBack.open}>
              Subscribe again
            </Button>
          )}
        </Group>
      </div>
      <ResubscribeDialog contact={contact} opened={returning} onClose={comeBack.close} />
    </Card>
  );
}

function sentenceOf({ status, suppression, lists, updatedAt }: Contact): string {
  const on = formatDay(suppression?.createdAt ?? updatedAt);
  switch (suppression?.reason ?? (status === 'subscribed' ? undefined : status)) {
    case undefined:
      return mailedSentence(lists.filter((list) => list.status === 'subscribed').length);
    case 'unsubscribed':
      return `Unsubscribed from everything on ${on} and gets no mail.`;
    case 'bounced':
      return `Their mail server refused mail for good on ${on}, so nothing is sent there any more.`;
    case 'complained':
      return `Reported your mail as spam on ${on}. Mailing them again would harm the delivery of all your mail, so it stays off.`;
    default:
      return `The address was put on the list of those never mailed on ${on}.`;
  }
}

const mailedSentence = (lists: number) =>
  lists > 0
    ? `Gets the mail of ${plural(lists, 'list')}.`
    : 'May be mailed, but is on no list: no campaign reaches them yet.';
