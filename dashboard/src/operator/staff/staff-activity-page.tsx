import { Anchor, Text } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import {
  listStaffActivity,
  listStaffActivityFilters,
  type StaffActivityAct,
} from '#server/activity/contract.ts';
import { useCall } from '../../api/index.ts';
import type { Column } from '../../ui/data-table/columns.tsx';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { useTableSearch } from '../../ui/data-table/table-search.ts';
import { FilterChip } from '../../ui/filter-chip.tsx';
import { Page } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Ago } from '../../ui/time.tsx';

const cleared = { person: undefined, what: undefined, account: undefined };

/** What those who run the install did, by person, act and account. */
export function StaffActivityPage() {
  const place = useTableSearch();
  const { person, what, account } = useSearch({ from: '/console/operator/staff-activity' });
  const filter = {
    ...(person ? { person } : {}),
    ...(what ? { what } : {}),
    ...(account ? { account } : {}),
  };
  const acts = useCall(
    listStaffActivity,
    { query: { ...filter, limit: 50, ...(place.cursor ? { cursor: place.cursor } : {}) } },
    { keep: true },
  );
  const { data } = useCall(listStaffActivityFilters);
  const people = (data?.people ?? []).map(({ id, name }) => ({
    value: id,
    label: name ?? 'Somebody who is gone',
  }));
  const kinds = (data?.acts ?? []).map(({ act, did }) => ({ value: act, label: did }));
  return (
    <Page
      title="Staff activity"
      width="wide"
      lead="What those who run this install did and tried. Nobody can change it; what concerns an account stands in its own log too."
    >
      <DataTable
        label="acts"
        one="act"
        columns={columns}
        query={acts}
        rowId={({ id }) => id}
        place={place}
        filters={
          <>
            <FilterChip
              label="Who"
              value={person}
              options={people}
              onChange={(next) => place.set({ person: next })}
            />
            <FilterChip
              label="What"
              value={what}
              options={kinds}
              onChange={(next) => place.set({ what: next })}
            />
            {account && (
              <FilterChip
                label="Account"
                value={account}
                options={[{ value: account, label: 'the one chosen' }]}
                onChange={(next) => place.set({ account: next })}
              />
            )}
          </>
        }
        filtered={Object.keys(filter).length > 0}
        onClearFilters={() => place.set(cleared)}
        empty={
          <EmptyState title="Nothing has happened yet">What staff do from now on stands here.</EmptyState>
        }
      />
    </Page>
  );
}

const columns: Column<StaffActivityAct>[] = [
  { id: 'act', header: 'What happened', cell: (act) => <Sentence act={act} /> },
  {
    id: 'from',
    header: 'From',
    showFrom: 'md',
    cell: ({ browser, ip }) => (
      <>
        <Text size="sm">{browser ?? '–'}</Text>
        <Text size="sm" c="dimmed">
          {ip}
        </Text>
      </>
    ),
  },
  { id: 'at', header: 'When', align: 'right', cell: ({ at }) => <Ago at={at} /> },
];

const ended = { done: null, refused: 'Refused', failed: 'Failed', unknown: 'Cut off' } as const;

function Sentence({ act: { who, did, account, objectName, outcome } }: { act: StaffActivityAct }) {
  const said = ended[outcome];
  return (
    <>
      <Text style={{ overflowWrap: 'anywhere' }}>
        <strong>{who.name ?? 'Somebody who is gone'}</strong> {did}
        {objectName !== null && objectName !== account?.name && ` ${objectName}`}{' '}
        {account && (
          <Anchor
            inherit
            underline="always"
            renderRoot={(props) => (
              <Link to="/operator/accounts/$id" params={{ id: account.id }} {...props} />
            )}
          >
            {account.name ?? 'an account that is gone'}
          </Anchor>
        )}
      </Text>
      {said && <StatusBadge tone="warn">{said}</StatusBadge>}
    </>
  );
}
