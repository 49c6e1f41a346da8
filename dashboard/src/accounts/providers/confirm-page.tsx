import { Button, Loader, Stack, Text } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { beginProof } from '#server/accounts/contract.ts';
import { useChange } from '../../api/index.ts';
import { Door } from '../door.tsx';
import { goToProvider } from './go-to-provider.ts';

/** In a tab of its own, so that what somebody is doing stays as it is: leads on to the provider that asks for proof. */
export function ConfirmPage() {
  const { providerId } = useParams({ from: '/confirm-with/$providerId' });
  const begin = useChange(beginProof);
  const go = () => begin.mutate({ body: { providerId } }, { onSuccess: goToProvider });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once.
  useEffect(go, []);
  if (!begin.error)
    return (
      <Door title="One moment" lead="You are led to where you prove that it is you.">
        <Loader aria-label="On the way" />
      </Door>
    );
  return (
    <Door title="That did not work" lead="You can close this tab, or try again.">
      <Stack gap="md">
        <Text role="alert">{begin.error.message}</Text>
        <Button onClick={go}>Try again</Button>
      </Stack>
    </Door>
  );
}
