import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import {
  beginLink,
  type Identity,
  listIdentities,
  type Offer,
  unlinkIdentity,
} from '#server/accounts/contract.ts';
import { useCall, useChange } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/confirm.tsx';
import { FormFailure } from '../../ui/form-failure.tsx';
import { Loaded, RowsSkeleton } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import rows from '../rows.module.css';
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
  const [unlinking, setUnlinking] = useState<Identity>();
  const unlink = useChange(unlinkIdentity, { refresh: ['/api/identities', '/api/sessions'] });
  return (
    <>
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
            <Button
              size="xs"
              variant="default"
              aria-label={`Unlink ${identity.provider.label}, ${identity.called}`}
              onClick={() => setUnlinking(identity)}
            >
              Unlink
            </Button>
          </li>
        ))}
      </ul>
      <ConfirmDialog
        opened={unlinking !== undefined}
        onClose={() => setUnlinking(undefined)}
        title="Unlink this login?"
        action="Unlink"
        danger
        onConfirm={() => unlink.mutateAsync({ params: { id: unlinking!.id } })}
      >
        <strong>{unlinking?.called}</strong> at {unlinking?.provider.label} no longer opens your login here.
      </ConfirmDialog>
    </>
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
            onClick={() => begin.mutate({ body: { providerId: id } }, { onSuccess: goToProvider })}
          >
            Link {label}
          </Button>
        ))}
      </div>
      <FormFailure error={begin.error} />
    </div>
  );
}
