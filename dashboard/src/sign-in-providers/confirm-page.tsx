import { Button, Loader, Stack, Text } from '@mantine/core';
import { useParams, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { beginProof, beginSignIn } from '#server/sign-in-providers/contract.ts';
import { useChange } from '../api/index.ts';
import { Door } from '../sign-in/door.tsx';
import { wayOn } from '../sign-in/local-path.ts';
import { goToProvider } from './go-to-provider.ts';

/** In a tab of its own, so that what somebody is doing stays as it is: leads on to the provider that asks for proof. */
export function ConfirmPage() {
  const { providerId } = useParams({ from: '/confirm-with/$providerId' });
  const begin = useChange(beginProof);
  return (
    <OnTheWay
      lead="You are led to where you prove that it is you."
      error={begin.error}
      go={() => begin.mutate({ body: { providerId } }, { onSuccess: (away) => goToProvider(away) })}
    />
  );
}

/** The sign-in link of an account's own provider. */
export function SingleSignOnPage() {
  const { providerId } = useParams({ from: '/single-sign-on/$providerId' });
  const next = wayOn(useSearch({ from: '/single-sign-on/$providerId' }).next, window.location.hash);
  const begin = useChange(beginSignIn);
  return (
    <OnTheWay
      lead="You are led to the login of your organisation."
      error={begin.error}
      go={() => begin.mutate({ body: { providerId } }, { onSuccess: (away) => goToProvider(away, next) })}
    />
  );
}

function OnTheWay({ lead, error, go }: { lead: string; error: Error | null; go: () => void }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once.
  useEffect(go, []);
  if (!error)
    return (
      <Door title="One moment" lead={lead}>
        <Loader role="status" aria-label="On the way" />
      </Door>
    );
  return (
    <Door title="That did not work" lead="Nothing was changed. You can try again, or close this tab.">
      <Stack gap="md">
        <Text role="alert">{error.message}</Text>
        <Button onClick={go}>Try again</Button>
      </Stack>
    </Door>
  );
}
