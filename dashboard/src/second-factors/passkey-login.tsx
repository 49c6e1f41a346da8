import { Button, Text } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { askForLogInByPasskey, logInByPasskey } from '#server/second-factors/contract.ts';
import type { Session } from '#server/sign-in/contract.ts';
import { call } from '../api/index.ts';
import { signWithPasskey } from './passkey-ceremony.ts';

/** Logging in with a passkey alone. */
export function PasskeyLogin({ onDone }: { onDone: (session: Session) => void }) {
  const enter = useMutation({
    mutationFn: async () => {
      const passkey = await signWithPasskey(await call(askForLogInByPasskey));
      return await call(logInByPasskey, { body: { passkey } });
    },
    onSuccess: onDone,
  });
  return (
    <>
      <Button
        variant="default"
        size="md"
        leftSection={<IconFingerprint size={18} />}
        loading={enter.isPending}
        onClick={() => enter.mutate()}
      >
        Log in with a passkey
      </Button>
      {enter.error && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {enter.error.message}
        </Text>
      )}
    </>
  );
}
