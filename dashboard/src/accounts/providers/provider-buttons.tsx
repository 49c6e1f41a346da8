import { Button } from '@mantine/core';
import { beginSignIn, listSignInProviders } from '#server/accounts/contract.ts';
import { useCall, useChange } from '../../api/index.ts';
import { FormFailure } from '../../ui/form-failure.tsx';
import { goToProvider } from './go-to-provider.ts';
import { ProviderMark } from './provider-mark.tsx';

/** The logins elsewhere that open this install. Nothing where there are none. */
export function ProviderButtons({
  next,
  invitation,
}: {
  next?: string | undefined;
  invitation?: string | undefined;
}) {
  const { data } = useCall(listSignInProviders);
  const begin = useChange(beginSignIn);
  const wish = { ...(next && { next }), ...(invitation && { invitation }) };
  return (
    <>
      {data?.items.map(({ id, kind, label }) => (
        <Button
          key={id}
          variant="default"
          size="md"
          leftSection={<ProviderMark kind={kind} />}
          loading={(begin.isPending || begin.isSuccess) && begin.variables?.body?.providerId === id}
          onClick={() => begin.mutate({ body: { providerId: id, ...wish } }, { onSuccess: goToProvider })}
        >
          Continue with {label}
        </Button>
      ))}
      <FormFailure error={begin.error} />
    </>
  );
}
