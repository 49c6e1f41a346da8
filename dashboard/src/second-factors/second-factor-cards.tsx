import { Stack } from '@mantine/core';
import { useState } from 'react';
import { getSecondFactors } from '#server/second-factors/contract.ts';
import { useCall } from '../api/index.ts';
import { Loaded } from '../ui/states.tsx';
import { AppCard } from './app-card.tsx';
import { PasskeysCard } from './passkeys-card.tsx';
import { NewCodesDialog, RecoveryCard } from './recovery-card.tsx';

/** What the person logs in with beside the password, to be added and removed. */
export function SecondFactorCards() {
  const factors = useCall(getSecondFactors);
  const [codes, setCodes] = useState<string[] | null>(null);
  return (
    <>
      <Loaded query={factors}>
        {(read) => (
          <Stack gap="lg">
            <PasskeysCard factors={read} onCodes={setCodes} />
            <AppCard app={read.authenticatorApp} onCodes={setCodes} />
            {(read.passkeys.length > 0 || read.authenticatorApp) && (
              <RecoveryCard left={read.recoveryCodesLeft} onCodes={setCodes} />
            )}
          </Stack>
        )}
      </Loaded>
      <NewCodesDialog codes={codes} onDone={() => setCodes(null)} />
    </>
  );
}
