import { Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type {
  ChangedAccountProvider,
  ChangedProvider,
  NewProvider,
  ShownProvider,
} from '#server/sign-in-providers/contract.ts';
import { Card } from '../ui/card.tsx';
import { EmptyState, Loaded, RowsSkeleton } from '../ui/states.tsx';
import { goToProvider } from './go-to-provider.ts';
import { NewProviderDialog } from './new-provider.tsx';
import { ProviderCard } from './provider-card.tsx';

interface ProviderSettingsProps {
  title: string;
  lead: ReactNode;
  empty: string;
  providers: UseQueryResult<{ items: ShownProvider[] }>;
  /** Whether they are an account's, or the install's. */
  ofAccount: boolean;
  /** Whether the server would take a change, as the account stands. */
  mayChange?: boolean;
  add: (provider: NewProvider) => Promise<unknown>;
  change: (id: string, change: ChangedProvider & ChangedAccountProvider) => Promise<unknown>;
  remove: (id: string) => Promise<unknown>;
  test: (id: string) => Promise<{ address: string }>;
  /** Below the providers. */
  children?: ReactNode;
}

/** Sets providers up: those of the install, or an account's own. */
export function ProviderSettings({ mayChange = true, ...props }: ProviderSettingsProps) {
  const [adding, { open, close }] = useDisclosure();
  return (
    <>
      <Stack gap="lg" maw={760}>
        <Card
          title={props.title}
          aside={mayChange && props.providers.data && <Button onClick={open}>Add a provider</Button>}
        >
          <Text size="sm" c="dimmed" component="div">
            {props.lead}
          </Text>
        </Card>
        <Loaded query={props.providers} skeleton={<RowsSkeleton />}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState title="No provider yet">{props.empty}</EmptyState>
            ) : (
              items.map((provider) => (
                <ProviderCard
                  key={provider.id}
                  provider={provider}
                  ofAccount={props.ofAccount}
                  mayChange={mayChange}
                  onChange={(change) => props.change(provider.id, change)}
                  onRemove={() => props.remove(provider.id)}
                  onTest={async () => goToProvider(await props.test(provider.id), window.location.pathname)}
                />
              ))
            )
          }
        </Loaded>
        {props.children}
      </Stack>
      <NewProviderDialog opened={adding} onClose={close} onAdd={props.add} />
    </>
  );
}
