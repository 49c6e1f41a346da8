import { Anchor, Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { listAccounts, type OperatorsAccount } from '#server/accounts/contract.ts';
import { useCall } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { formatCount, plural } from '../../ui/format.ts';
import { EmptyState, Loaded, RowsSkeleton } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Ago } from '../../ui/time.tsx';
import rows from '../rows.module.css';
import classes from './operator.module.css';

const states = [
  { value: 'all', label: 'All' },
  { value: 'active', label: 'Active' },
  { value: 'suspended', label: 'Suspended' },
  { value: 'closing', label: 'Closing' },
];

/** Accounts shown at once; whoever has more searches. */
const SHOWN = 100;

/** Every account of the install, newest first, with a search by name or person. */
export function AccountList() {
  const [words, setWords] = useState('');
  const [state, setState] = useState('all');
  const [search] = useDebouncedValue(words.trim(), 200);
  const query = {
    limit: SHOWN,
    ...(search && { search }),
    ...(state !== 'all' && { state: state as 'active' | 'suspended' | 'closing' }),
  };
  const accounts = useCall(listAccounts, { query }, { keep: true });
  return (
    <Card title="Accounts of this install">
      <Group gap="sm" mb="sm">
        <TextInput
          className={classes.search}
          aria-label="Search accounts"
          placeholder="Name, person or address"
          leftSection={<IconSearch size={16} stroke={1.75} aria-hidden="true" />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <SegmentedControl
          size="xs"
          aria-label="State of the accounts"
          data={states}
          value={state}
          onChange={setState}
        />
      </Group>
      <Loaded query={accounts} skeleton={<RowsSkeleton />}>
        {({ items, total }) =>
          items.length === 0 ? (
            <EmptyState scene="lost" title="No account fits">
              Look for another name, or show all states.
            </EmptyState>
          ) : (
            <>
              <ul className={rows.rows}>
                {items.map((account) => (
                  <AccountRow key={account.id} account={account} />
                ))}
              </ul>
              {total > items.length && (
                <Text size="sm" c="dimmed" mt="sm">
                  {plural(total - items.length, 'more account')}: search to find one.
                </Text>
              )}
            </>
          )
        }
      </Loaded>
    </Card>
  );
}

function AccountRow({ account }: { account: OperatorsAccount }) {
  const { id, name, owners, members, accepted, dailyCap, suspendedReason, closing, createdAt, lastSeenAt } =
    account;
  return (
    <li>
      <div className={rows.about}>
        <Group gap={8}>
          <Anchor
            fw={600}
            renderRoot={(props) => <Link to="/settings/operator/accounts/$id" params={{ id }} {...props} />}
          >
            {name}
          </Anchor>
          {suspendedReason !== null && <StatusBadge tone="bad">Suspended</StatusBadge>}
          {closing !== null && <StatusBadge tone="warn">Closing</StatusBadge>}
        </Group>
        <Text size="sm" c="dimmed">
          {owners.join(', ') || 'Nobody'}
          {members > 1 && ` and ${plural(members - 1, 'other', 'others')}`} · made <Ago at={createdAt} />
          {lastSeenAt && (
            <>
              {' '}
              · last seen <Ago at={lastSeenAt} />
            </>
          )}
        </Text>
      </div>
      <Text size="sm" className="tabular">
        {formatCount(accepted)} in 30 days
        <Text span size="sm" c="dimmed">
          {dailyCap === null ? ' · no daily cap' : ` · at most ${formatCount(dailyCap)} a day`}
        </Text>
      </Text>
    </li>
  );
}
