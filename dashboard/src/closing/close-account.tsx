import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import type { Closing } from '#server/accounts/contract.ts';
import { formatDay, plural } from '../ui/format.ts';
import { harmful } from '../ui/harm-button.tsx';
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
  const wasOpen = useRef(closing === null);
  if (closing !== null) return <Closed closing={closing} isNew={wasOpen.current} />;
  if (hindrance !== null)
    return (
      <Text size="sm" c="dimmed">
        It cannot be closed. {hindrance}
      </Text>
    );
  return (
    <>
      <Button {...harmful} onClick={dialog.open}>
        Close the account
      </Button>
      <Text size="sm" c="dimmed">
        You have {plural(days, 'day')} to change your mind.
      </Text>
      <CloseDialog days={days} opened={opened} onClose={dialog.close} />
    </>
  );
}

function Closed({ closing: { at, by }, isNew }: { closing: Closing; isNew: boolean }) {
  const { reopen, busy } = useReopening();
  const news = useRef<HTMLParagraphElement>(null);
  // The dialog and the button that opened it are gone; whoever goes by keyboard goes on from here.
  useEffect(() => {
    if (isNew) news.current?.focus();
  }, [isNew]);
  return (
    <>
      <Text ref={news} tabIndex={-1}>
        Everything in it is deleted on {formatDay(at)}.
      </Text>
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
