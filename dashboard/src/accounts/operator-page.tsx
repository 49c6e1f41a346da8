import { Button, Group, Modal, NumberInput, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { listAccounts, setDailyCap } from '#server/accounts/contract.ts';
import type { CallResult } from '#server/platform/http/contract.ts';
import { useCall, useChange } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { FormFailure, fieldErrors } from '../ui/form-failure.tsx';
import { formatCount } from '../ui/format.ts';
import { Loaded } from '../ui/states.tsx';
import { Ago } from '../ui/time.tsx';
import classes from './rows.module.css';
import { SettingsPage } from './settings-page.tsx';

type OperatorsAccount = CallResult<typeof listAccounts>['items'][number];

/** What only whoever runs the install sees: all accounts, and how much each may send. */
export function OperatorPage() {
  const accounts = useCall(listAccounts);
  const [changing, setChanging] = useState<OperatorsAccount>();
  const close = () => setChanging(undefined);
  return (
    <SettingsPage title="Operator">
      <Text c="dimmed" mb="lg" maw={620}>
        A daily cap holds over all sending servers an account uses, in any 24 hours. What is over waits and
        goes on by itself; nothing is lost.
      </Text>
      <Loaded query={accounts}>
        {({ items }) => (
          <Card title="Accounts of this install">
            <ul className={classes.rows}>
              {items.map((account) => (
                <li key={account.id}>
                  <div>
                    <Text fw={600}>{account.name}</Text>
                    <Text size="sm" c="dimmed">
                      {account.dailyCap === null
                        ? 'No daily cap'
                        : `At most ${formatCount(account.dailyCap)} a day`}{' '}
                      · here since <Ago at={account.createdAt} />
                    </Text>
                  </div>
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={`Change the daily cap of ${account.name}`}
                    onClick={() => setChanging(account)}
                  >
                    Daily cap
                  </Button>
                </li>
              ))}
            </ul>
          </Card>
        )}
      </Loaded>
      <Modal opened={changing !== undefined} onClose={close} title={`Daily cap of ${changing?.name ?? ''}`}>
        {changing && <CapForm account={changing} onDone={close} />}
      </Modal>
    </SettingsPage>
  );
}

function CapForm({
  account: { id, name, dailyCap },
  onDone,
}: {
  account: OperatorsAccount;
  onDone: () => void;
}) {
  const [cap, setCap] = useState<number | string>(dailyCap ?? '');
  const change = useChange(setDailyCap, {
    refresh: ['/api/operator', '/api/account', '/api/session', '/api/delivery'],
  });
  const save = () =>
    change.mutate(
      { params: { id }, body: { dailyCap: cap === '' ? null : Number(cap) } },
      {
        onSuccess: () => {
          notifications.show({ message: `The daily cap of ${name} is saved.` });
          onDone();
        },
      },
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Stack>
        <NumberInput
          label="Messages in any 24 hours, at most"
          description="Empty: no cap."
          data-autofocus
          hideControls
          allowDecimal={false}
          allowNegative={false}
          thousandSeparator=","
          value={cap}
          error={fieldErrors(change.error).dailyCap}
          onChange={setCap}
        />
        <FormFailure error={change.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={change.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
