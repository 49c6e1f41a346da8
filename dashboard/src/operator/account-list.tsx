import { Anchor, Group, Text } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import { listPlans } from '#server/accounts/contract.ts';
import { listAccounts, type OperatorsAccount } from '#server/operator/contract.ts';
import { useCall } from '../api/index.ts';
import type { Column } from '../ui/data-table/columns.tsx';
import { DataTable } from '../ui/data-table/data-table.tsx';
import { type TablePlace, useTableSearch } from '../ui/data-table/table-search.ts';
import { FilterChip } from '../ui/filter-chip.tsx';
import { formatCount, plural } from '../ui/format.ts';
import { EmptyState } from '../ui/states.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { Ago } from '../ui/time.tsx';

const states = [
  { value: 'active', label: 'Active' },
  { value: 'suspended', label: 'Suspended' },
  { value: 'closing', label: 'Closing' },
] as const;
const orders = [
  { value: 'newest', label: 'Newest first' },
  { value: 'name', label: 'Name' },
  { value: 'accepted', label: 'Most mail' },
  { value: 'seen', label: 'Last seen' },
] as const;
const stateOf = (given: string | undefined) => states.find(({ value }) => value === given)?.value;
const orderOf = (given: string | undefined) => orders.find(({ value }) => value === given)?.value ?? 'newest';

/** Every account, with a search by name or person; what is chosen stands in the address bar. */
export function AccountList() {
  const place = useTableSearch();
  const { state, plan, by } = useSearch({ from: '/console/operator' });
  const chosen = stateOf(state);
  const query = {
    limit: 50,
    sort: orderOf(by),
    ...(place.q ? { search: place.q } : {}),
    ...(chosen ? { state: chosen } : {}),
    ...(plan ? { plan } : {}),
    ...(place.cursor ? { cursor: place.cursor } : {}),
  };
  const accounts = useCall(listAccounts, { query }, { keep: true });
  return (
    <DataTable
      label="accounts"
      one="account"
      columns={columns}
      query={accounts}
      rowId={({ id }) => id}
      place={place}
      searchFor="Name, person or address"
      filters={<Filters place={place} state={state} plan={plan} by={by} />}
      filtered={Boolean(place.q || state || plan)}
      onClearFilters={() => place.set({ q: undefined, state: undefined, plan: undefined })}
      empty={
        <EmptyState title="No account yet">Prepare one for somebody, or open the registration.</EmptyState>
      }
    />
  );
}

interface FiltersProps {
  place: TablePlace;
  state: string | undefined;
  plan: string | undefined;
  by: string | undefined;
}

function Filters({ place, state, plan, by }: FiltersProps) {
  const { data } = useCall(listPlans);
  const plans = [
    ...(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
    { value: 'none', label: 'No plan' },
  ];
  return (
    <>
      <FilterChip
        label="State"
        value={state}
        options={states}
        onChange={(next) => place.set({ state: next })}
      />
      <FilterChip label="Plan" value={plan} options={plans} onChange={(next) => place.set({ plan: next })} />
      <FilterChip label="Order" value={by} options={orders} onChange={(next) => place.set({ by: next })} />
    </>
  );
}

const columns: Column<OperatorsAccount>[] = [
  { id: 'name', header: 'Account', cell: (account) => <Name account={account} /> },
  {
    id: 'plan',
    header: 'Plan',
    showFrom: 'sm',
    cell: ({ plan }) =>
      plan ? (
        plan.name
      ) : (
        <Text span size="sm" c="dimmed">
          None
        </Text>
      ),
  },
  {
    id: 'contacts',
    header: 'Contacts',
    align: 'right',
    showFrom: 'md',
    cell: ({ contacts }) => formatCount(contacts),
  },
  {
    id: 'accepted',
    header: 'Mail in 30 days',
    align: 'right',
    cell: ({ accepted }) => <span className="tabular">{formatCount(accepted)}</span>,
  },
  {
    id: 'cap',
    header: 'Daily cap',
    align: 'right',
    showFrom: 'lg',
    cell: ({ dailyCap }) => (dailyCap === null ? '–' : formatCount(dailyCap)),
  },
  {
    id: 'seen',
    header: 'Last seen',
    align: 'right',
    showFrom: 'md',
    cell: ({ lastSeenAt }) => (lastSeenAt ? <Ago at={lastSeenAt} /> : 'Never'),
  },
];

function Name({
  account: { id, name, owners, members, suspendedReason, closing },
}: {
  account: OperatorsAccount;
}) {
  return (
    <>
      <Group gap={8}>
        <Anchor
          fw={600}
          style={{ overflowWrap: 'anywhere' }}
          renderRoot={(props) => <Link to="/operator/accounts/$id" params={{ id }} {...props} />}
        >
          {name}
        </Anchor>
        {suspendedReason !== null && <StatusBadge tone="bad">Suspended</StatusBadge>}
        {closing !== null && <StatusBadge tone="warn">Closing</StatusBadge>}
      </Group>
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {owners.join(', ') || 'Nobody'}
        {members > 1 && ` and ${plural(members - 1, 'other', 'others')}`}
      </Text>
    </>
  );
}
