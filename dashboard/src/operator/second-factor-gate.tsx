import { Alert, Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { listPlans } from '#server/accounts/contract.ts';
import { getSecondFactors } from '#server/second-factors/contract.ts';
import { useCall } from '../api/index.ts';
import { SecondFactorCards } from '../second-factors/second-factor-cards.tsx';
import { Page } from '../ui/page.tsx';

/** Whoever runs the install shows more than a password: until then there is one thing to do here, once. */
export function SecondFactorGate({ children }: { children: ReactNode }) {
  const isOwnLogin = useRouterState({ select: ({ location }) => location.pathname === '/operator/login' });
  const probe = useCall(listPlans);
  const isClosed = probe.error?.code === 'second_factor_needed';
  // It goes on showing until the person says so: the recovery codes are shown once.
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (isClosed) setShown(true);
  }, [isClosed]);
  if (!isShown || isOwnLogin) return isClosed && !isOwnLogin ? null : children;
  const open = async () => {
    const { error } = await probe.refetch();
    if (!error) setShown(false);
  };
  return <Gate onOpen={open} />;
}

function Gate({ onOpen }: { onOpen: () => Promise<unknown> }) {
  const client = useQueryClient();
  const factors = useCall(getSecondFactors);
  const has = Boolean(factors.data && (factors.data.passkeys.length > 0 || factors.data.authenticatorApp));
  const [isStillClosed, setStillClosed] = useState(false);
  // The session that set one up has shown it; one that logged in with the password alone has not.
  const open = async () => {
    await onOpen();
    await client.invalidateQueries();
    setStillClosed(true);
  };
  return (
    <Page
      title="One more thing before you begin"
      lead="Whoever runs an install reaches all its accounts, so a password alone is not enough here. Add a passkey or an authenticator app, and the console is open."
      actions={has && <Button onClick={() => void open()}>Open the console</Button>}
    >
      {isStillClosed && (
        <Alert mb="lg">
          You logged in with a password alone. Log out, and log in again with your passkey or a code of your
          app.
        </Alert>
      )}
      <SecondFactorCards />
    </Page>
  );
}
