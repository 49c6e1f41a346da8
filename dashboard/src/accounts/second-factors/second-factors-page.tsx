import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { getSecondFactors } from '#server/accounts/contract.ts';
import { useCall } from '../../api/index.ts';
import { Loaded } from '../../ui/states.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { AppCard } from './app-card.tsx';
import { PasskeysCard } from './passkeys-card.tsx';
import { NewCodesDialog, RecoveryCard } from './recovery-card.tsx';

/** How the person logs in, beside the password. */
export function SecondFactorsPage() {
  const factors = useCall(getSecondFactors);
  const [codes, setCodes] = useState<string[] | null>(null);
  return (
    <SettingsPage title="Security">
      <Text c="dimmed" mb="lg" maw={620}>
        A password can be guessed, or typed into the wrong page. With a second factor it is not enough. Every
        change here ends your other sessions, and you are told by mail.
      </Text>
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
    </SettingsPage>
  );
}
