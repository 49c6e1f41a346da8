import { Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import {
  addInstallProvider,
  beginInstallTest,
  changeInstallProvider,
  listInstallProviders,
  removeInstallProvider,
  type ShownProvider,
} from '#server/accounts/contract.ts';
import { useCall, useChange } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/confirm.tsx';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded, RowsSkeleton } from '../../ui/states.tsx';

import { goToProvider } from './go-to-provider.ts';
import { NewProviderDialog } from './new-provider.tsx';
import { ProviderCard } from './provider-card.tsx';

const refresh = ['/api/operator/sign-in-providers', '/api/sign-in/providers'];

/** With which logins elsewhere everybody can log in on this install. */
export function InstallProvidersPage() {
  const providers = useCall(listInstallProviders);
  const [adding, { open, close }] = useDisclosure();
  const [removing, setRemoving] = useState<ShownProvider>();
  const add = useChange(addInstallProvider, { refresh });
  const change = useChange(changeInstallProvider, { refresh });
  const remove = useChange(removeInstallProvider, { refresh });
  const test = useChange(beginInstallTest);
  return (
    <Page title="Sign-in providers">
      <Stack gap="lg" maw={760}>
        <Card title="Sign-in providers" aside={<Button onClick={open}>Add a provider</Button>}>
          <Text size="sm" c="dimmed">
            Their buttons stand on the login page. People link their login there with theirs here, under
            Settings, Security; an email address alone links nobody.
          </Text>
        </Card>
        <Loaded query={providers} skeleton={<RowsSkeleton />}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState title="No provider yet">
                Google, Microsoft, or any issuer that speaks OpenID Connect, such as Keycloak or authentik.
              </EmptyState>
            ) : (
              items.map((provider) => (
                <ProviderCard
                  key={provider.id}
                  provider={provider}
                  onChange={(body) => change.mutateAsync({ params: { id: provider.id }, body })}
                  onRemove={() => setRemoving(provider)}
                  onTest={async () => goToProvider(await test.mutateAsync({ params: { id: provider.id } }))}
                />
              ))
            )
          }
        </Loaded>
      </Stack>
      <NewProviderDialog opened={adding} onClose={close} onAdd={(body) => add.mutateAsync({ body })} />
      <ConfirmDialog
        opened={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        title={`Remove ${removing?.label ?? 'it'}?`}
        action="Remove provider"
        danger
        onConfirm={() => remove.mutateAsync({ params: { id: removing!.id } })}
      >
        {removing?.people
          ? `${removing.people} people log in with it. Their sessions end; who has no password has a link mailed to choose one.`
          : 'Nobody logs in with it.'}
      </ConfirmDialog>
    </Page>
  );
}
