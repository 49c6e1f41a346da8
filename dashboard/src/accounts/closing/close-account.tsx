import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Closing } from '#server/accounts/contract.ts';
import { formatDay, plural } from '../../ui/format.ts';
import { CloseDialog } from './close-dialog.tsx';
import { useReopening } from './use-reopening.ts';

interface CloseAccountProps {
  closing: Closing | null;
  days: number;
  hindrance: string | null;
}

/** The way out of the account, and back while there is time. */
export function CloseAccount({ closing, days, hindrance }: CloseAccountProps) {
  const [opened, dialog] = useDisclosure();
  if (closing !== null) return <Closed closing={closing} />;
  if (hindrance !== null)
    return (
      <Text size="sm" c="dimmed">
        It cannot be closed. {hindrance}
      </Text>
    );
  return (
    <>
      <Button color="red" variant="light" onClick={dialog.open}>
        Close the account
      </Button>
      <Text size="sm" c="dimmed">
        You have {plural(days, 'day')} to change your mind.
      </Text>
      <CloseDialog days={days} opened={opened} onClose={dialog.close} />
    </>
  );
}

function Closed({ closing: { at, by } }: { closing: Closing }) {
  const { reopen, busy } = useReopening();
  return (
    <>
      <Text>Everything in it is deleted on {formatDay(at)}.</Text>
      {by === 'owner' ? (
        <Button loading={busy} onClick={reopen}>
          Keep the account
        </Button>
      ) : (
        <Text size="sm" c="dimmed">
          Those who run this service closed it. Write to them to have it reopened.
        </Text>
      )}
    </>
  );
}
