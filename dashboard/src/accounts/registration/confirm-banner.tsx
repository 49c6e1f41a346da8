import { Text } from '@mantine/core';
import { IconMailQuestion } from '@tabler/icons-react';
import { getSession } from '#server/accounts/contract.ts';
import { useCall } from '../../api/index.ts';
import classes from './confirm-banner.module.css';
import { SendAgain } from './send-again.tsx';

/** Until the address is confirmed every screen says what is missing. It goes by itself when that is done elsewhere. */
export function ConfirmBanner() {
  const { data } = useCall(getSession, {}, { every: (session) => !session?.user.isConfirmed && 10_000 });
  if (!data || data.user.isConfirmed) return null;
  return (
    <section className={classes.banner} aria-label="Your address">
      <IconMailQuestion size={18} stroke={1.75} aria-hidden="true" />
      <Text size="sm" component="p">
        <strong>Before you can send, confirm {data.user.email}.</strong> Open the link in the mail we sent
        you. <SendAgain />
      </Text>
    </section>
  );
}
