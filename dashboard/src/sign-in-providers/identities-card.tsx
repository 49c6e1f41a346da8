import { Button, Stack, Text } from '@mantine/core';
import type { Offer } from '#server/sign-in/contract.ts';
import {
  beginLink,
  type Identity,
  listIdentities,
  unlinkIdentity,
} from '#server/sign-in-providers/contract.ts';
import rows from '../accounts/rows.module.css';
import { useCall, useChange } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { FormFailure } from '../ui/form-failure.tsx';
import { HarmButton } from '../ui/harm-button.tsx';
import { Loaded, RowsSkeleton } from '../ui/states.tsx';
import { Ago } from '../ui/time.tsx';
import { goToProvider } from './go-to-provider.ts';
import { ProviderMark } from './provider-mark.tsx';
import classes from './providers.module.css';

/** Logins elsewhere that open one's own here. Left out where the install has none. */
export function IdentitiesCard() {
  const identities = useCall(listIdentities);
  if (identities.data && identities.data.items.length + identities.data.offers.length === 0) return null;
  return (
    <Card title="Logins elsewhere">
      <Text size="sm" c="dimmed" mb="sm">
        With these you log in without a password of ours. Linking or unlinking one logs you out everywhere but
        here.
      </Text>
      <Loaded query={identities} skeleton={<RowsSkeleton />}>
        {({ items, offers }) => (
          <Stack gap="md">
            {items.length > 0 && <Linked identities={items} />}
            {offers.length > 0 && <LinkButtons offers={offers} />}
          </Stack>
        )}
      </Loaded>
    </Card>
  );
}

function Linked({ identities }: { identities: Identity[] }) {
  const unlink = useChange(unlinkIdentity, { refresh: ['/api/identities', '/api/sessions'] });
  return (
    <ul className={rows.rows}>
      {identities.map((identity) => (
        <li key={identity.id}>
          <div className={rows.about}>
            <Text fw={600}>{identity.provider.label}</Text>
            <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {identity.called} · linked <Ago at={identity.linkedAt} />
              {identity.lastUsedAt && (
                <>
                  {' '}
                  · used <Ago at={identity.lastUsedAt} />
                </>
              )}
            </Text>
          </div>
          <HarmButton
            size="xs"
            label="Unlink"
            about={`Unlink ${identity.provider.label}, ${identity.called}`}
            title="Unlink this login?"
            action="Unlink"
            onConfirm={() => unlink.mutateAsync({ params: { id: identity.id } })}
          >
            <strong>{identity.called}</strong> at {identity.provider.label} no longer opens your login here,
            and you are logged out everywhere else.
          </HarmButton>
        </li>
      ))}
    </ul>
  );
}

function LinkButtons({ offers }: { offers: Offer[] }) {
  const begin = useChange(beginLink);
  return (
    <div>
      <div className={classes.actions}>
        {offers.map(({ id, kind, label }) => (
          <Button
            key={id}
            variant="default"
            leftSection={<ProviderMark kind={kind} />}
            loading={(begin.isPending || begin.isSuccess) && begin.variables?.body?.providerId === id}
            onClick={() =>
              begin.mutate({ body: { providerId: id } }, { onSuccess: (away) => goToProvider(away) })
            }
          >
            Link {label}
          </Button>
        ))}
      </div>
      <FormFailure error={begin.error} />
    </div>
  );
}
