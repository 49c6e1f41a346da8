import { Anchor, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { findProvidersByDomain, listSignInProviders } from '#server/sign-in-providers/contract.ts';
import { call, useCall } from '../api/index.ts';
import { FormFailure } from '../ui/form-failure.tsx';
import { OfferButtons } from './provider-buttons.tsx';

interface OrganisationLoginProps {
  /** The address that was typed so far. */
  email: string;
  next: string | undefined;
  /** There is no whole address yet. */
  onMissing: () => void;
}

/** The way to the login of one's organisation, found by the domain of the address. Nothing where none could be found. */
export function OrganisationLogin({ email, next, onMissing }: OrganisationLoginProps) {
  const { data } = useCall(listSignInProviders);
  const find = useMutation({
    mutationFn: (domain: string) => call(findProvidersByDomain, { query: { domain } }),
  });
  if (!data?.byDomain) return null;
  const [, domain = ''] = email.trim().split('@');
  const found = find.variables === domain ? find.data : undefined;
  return (
    <>
      <Anchor
        component="button"
        type="button"
        size="sm"
        ta="start"
        onClick={() => (domain === '' ? onMissing() : find.mutate(domain))}
      >
        Log in through your organisation
      </Anchor>
      <Stack gap="md" aria-live="polite">
        {found && <OfferButtons offers={found.items} next={next} />}
        {found?.items.length === 0 && (
          <Text size="sm">
            No organisation at {domain} has its login here. If yours gave you a link, use that.
          </Text>
        )}
        {find.variables === domain && <FormFailure error={find.error} />}
      </Stack>
    </>
  );
}
