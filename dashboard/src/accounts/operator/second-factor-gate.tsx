import { useQueryClient } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { getSecondFactors, listPlans } from '#server/accounts/contract.ts';
import { useCall } from '../../api/index.ts';
import { Page } from '../../ui/page.tsx';
import { SecondFactorCards } from '../second-factors/second-factor-cards.tsx';

/** Whoever runs the install shows more than a password: until then there is one thing to do here, once. */
export function SecondFactorGate({ children }: { children: ReactNode }) {
  const isOwnLogin = useRouterState({ select: ({ location }) => location.pathname === '/operator/login' });
  const probe = useCall(listPlans);
  const isClosed = probe.error?.code === 'second_factor_needed';
  if (!isClosed || isOwnLogin) return children;
  return <Gate onOpen={() => void probe.refetch()} />;
}

function Gate({ onOpen }: { onOpen: () => void }) {
  const client = useQueryClient();
  const factors = useCall(getSecondFactors);
  const has = factors.data && (factors.data.passkeys.length > 0 || factors.data.authenticatorApp);
  // The session that set one up has shown it.
  useEffect(() => {
    if (!has) return;
    onOpen();
    void client.invalidateQueries();
  }, [has, onOpen, client]);
  return (
    <Page
      title="One more thing before you begin"
      lead={
        has
          ? 'You logged in with a password alone. Log out, and log in again with your passkey or a code of your app.'
          : 'Whoever runs an install reaches all its accounts, so a password alone is not enough here. Add a passkey or an authenticator app; the console opens by itself then.'
      }
    >
      <SecondFactorCards />
    </Page>
  );
}
