import { Button, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { createApiKey, listApiKeys } from '#server/accounts/contract.ts';
import { useCall } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { IfMay } from '../if-may.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { KeyList } from './key-list.tsx';
import { NewKey } from './new-key.tsx';

export const ApiKeysPage = () => (
  <SettingsPage title="API keys">
    <Keys />
  </SettingsPage>
);

function Keys() {
  const keys = useCall(listApiKeys);
  const [opened, { open, close }] = useDisclosure();
  const create = (
    <IfMay call={createApiKey}>
      <Button leftSection={<IconPlus size={16} />} onClick={open}>
        New key
      </Button>
    </IfMay>
  );
  return (
    <>
      <Text c="dimmed" mb="lg" maw={620}>
        What this dashboard does, a program of yours can do too. Give each program a key of its own that may
        do what the program needs and no more; then one can be revoked without the others.
      </Text>
      <Loaded query={keys}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="No keys yet" action={create}>
              Make one when a shop, a form or a script of yours should add contacts or read reports.
            </EmptyState>
          ) : (
            <Card title="Keys" aside={create}>
              <KeyList keys={items} />
            </Card>
          )
        }
      </Loaded>
      <Modal opened={opened} onClose={close} title="New API key" size="lg">
        {opened && <NewKey onDone={close} />}
      </Modal>
    </>
  );
}
