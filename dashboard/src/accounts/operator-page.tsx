<<<<<<< HEAD
import { AccountList } from './operator/account-list.tsx';
=======
import { Box, Button, Group, Modal, NumberInput, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
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
>>>>>>> 7bd6708 (Let the operator edit, preview and follow system mail in the dashboard)
import { SettingsPage } from './settings-page.tsx';

/** What only those who run the install see. */
export function OperatorPage() {
  return (
    <SettingsPage title="Operator">
<<<<<<< HEAD
      <AccountList />
=======
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
      <Box mt="lg">
        <Card title="System mail">
          <Text c="dimmed" mb="sm">
            What this install writes to people about their accounts, and what became of it.
          </Text>
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/settings/operator/system-mail" {...props} />}
          >
            Words and sent mail
          </Button>
        </Card>
      </Box>
      <Modal opened={changing !== undefined} onClose={close} title={`Daily cap of ${changing?.name ?? ''}`}>
        {changing && <CapForm account={changing} onDone={close} />}
      </Modal>
>>>>>>> 7bd6708 (Let the operator edit, preview and follow system mail in the dashboard)
    </SettingsPage>
  );
}
