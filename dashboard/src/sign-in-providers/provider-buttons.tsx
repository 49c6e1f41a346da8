import { Button, Stack, Text } from '@mantine/core';
import type { Offer } from '#server/sign-in/contract.ts';
import { beginSignIn, listSignInProviders } from '#server/sign-in-providers/contract.ts';
import { useCall, useChange } from '../api/index.ts';
import { FormFailure } from '../ui/form-failure.tsx';
import { goToProvider } from './go-to-provider.ts';
import { ProviderMark } from './provider-mark.tsx';

interface Wish {
  /** A path of ours to come to afterwards. */
  next?: string | undefined;
  /** The token of an invitation to join with it. */
  joining?: string;
  /** The code of an invitation to register with it. */
  invitation?: string | undefined;
}

/** The logins elsewhere that open this install. Nothing where there are none. */
export function ProviderButtons({ next }: Pick<Wish, 'next'>) {
  const { data } = useCall(listSignInProviders);
  return <OfferButtons offers={data?.items ?? []} next={next} />;
}

/** The logins elsewhere with which strangers may open an account, before a form for the others. Nothing where there are none. */
export function RegisterWithProvider({ invitation }: Pick<Wish, 'invitation'>) {
  const { data } = useCall(listSignInProviders);
  const offers = data?.items.filter(({ registers }) => registers) ?? [];
  if (offers.length === 0) return null;
  return (
    <Stack gap="md" mb="lg">
      <OfferButtons offers={offers} invitation={invitation} />
      <Text c="dimmed">Or choose a password:</Text>
    </Stack>
  );
}

/** A button for each of these logins elsewhere; the first stands out where that is asked. */
export function OfferButtons({
  offers,
  firstStandsOut = false,
  next,
  joining,
  invitation,
}: Wish & { offers: readonly Offer[]; firstStandsOut?: boolean }) {
  const begin = useChange(beginSignIn);
  const go = (providerId: string) =>
    begin.mutate(
      { body: { providerId, ...(joining && { joining }), ...(invitation && { invitation }) } },
      { onSuccess: (away) => goToProvider(away, next) },
    );
  return (
    <>
      {offers.map(({ id, kind, label }, index) => (
        <Button
          key={id}
          variant={firstStandsOut && index === 0 ? 'filled' : 'default'}
          size="md"
          leftSection={<ProviderMark kind={kind} />}
          loading={(begin.isPending || begin.isSuccess) && begin.variables?.body?.providerId === id}
          onClick={() => go(id)}
        >
          Continue with {label}
        </Button>
      ))}
      <FormFailure error={begin.error} />
    </>
  );
}
