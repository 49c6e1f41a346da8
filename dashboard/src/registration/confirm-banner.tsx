import { Anchor } from '@mantine/core';
import { IconMailQuestion } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { getSession } from '#server/sign-in/contract.ts';
import { useCall } from '../api/index.ts';
import { Banner } from '../ui/banner.tsx';
import { SendAgain } from './send-again.tsx';

/** Until the address is confirmed every screen says what is missing. It goes by itself when that is done elsewhere. */
export function ConfirmBanner() {
  const { data } = useCall(getSession, {}, { every: (session) => !session?.user.isConfirmed && 10_000 });
  if (!data || data.user.isConfirmed) return null;
  return (
    <Banner label="Your address" icon={IconMailQuestion}>
      <strong>Before you can send, confirm {data.user.email}.</strong> Open the link in the mail we sent you.{' '}
      <SendAgain />
      {' · '}
      <Anchor inherit underline="always" renderRoot={(props) => <Link to="/settings/security" {...props} />}>
        Change the address
      </Anchor>
    </Banner>
  );
}
