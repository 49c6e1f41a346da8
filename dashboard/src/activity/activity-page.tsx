import { Button, Group, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import {
  type ActivityFilter,
  exportActivityCsv,
  exportActivityJson,
  listActivity,
  listActivityFilters,
} from '#server/activity/contract.ts';
import { SettingsPage } from '../accounts/settings-page.tsx';
import { addressOf, useCall } from '../api/index.ts';
import { DataTable } from '../ui/data-table/data-table.tsx';
import { type TablePlace, useTableSearch } from '../ui/data-table/table-search.ts';
import { FilterChip } from '../ui/filter-chip.tsx';
import { EmptyState } from '../ui/states.tsx';
import { columnsWith } from './act-columns.tsx';
import { ChainCard } from './chain-card.tsx';

const spans = [
  { value: '1', label: 'Last 24 hours' },
  { value: '7', label: 'Last 7 days' },
  { value: '30', label: 'Last 30 days' },
  { value: '90', label: 'Last 90 days' },
  { value: '365', label: 'Last year' },
];

const cleared = { who: undefined, what: undefined, since: undefined, object: undefined };

/** Who did what in the account, and whether the log of it is whole. */
export const ActivityPage = () => (
  <SettingsPage title="Activity">
    <Activity />
  </SettingsPage>
);

function Activity() {
  const place = useTableSearch();
  const { since, ...chosen } = useSearch({ from: '/app/settings/activity' });
  const from = useMemo(() => (since ? daysAgo(Number(since)) : undefined), [since]);
  const filter: ActivityFilter = {
    ...(chosen.who ? { who: chosen.who } : {}),
    ...(chosen.what ? { what: chosen.what } : {}),
    ...(chosen.object ? { object: chosen.object } : {}),
    ...(from ? { from } : {}),
  };
  const acts = useCall(
    listActivity,
    { query: { ...filter, limit: 50, ...(place.cursor ? { cursor: place.cursor } : {}) } },
    { keep: true },
  );
  const columns = useMemo(() => columnsWith((object) => place.set({ object })), [place.set]);
  return (
    <>
      <Text c="dimmed" mb="lg" maw={620}>
        Everything that people, programs and the product itself did in this account, from where, and how it
        ended. Nobody can change it afterwards.
      </Text>
      <ChainCard />
      <DataTable
        label="acts"
        one="act"
        columns={columns}
        query={acts}
        rowId={({ id }) => id}
        place={place}
        filters={<Filters place={place} since={since} chosen={chosen} />}
        filtered={Object.keys(filter).length > 0}
        onClearFilters={() => place.set(cleared)}
        empty={
          <EmptyState title="Nothing has happened yet">What is done from now on stands here.</EmptyState>
        }
      />
      <Exports filter={filter} />
    </>
  );
}

interface FiltersProps {
  place: TablePlace;
  since: string | undefined;
  chosen: { who?: string; what?: string; object?: string };
}

function Filters({ place, since, chosen }: FiltersProps) {
  const { data } = useCall(listActivityFilters);
  const people = [
    ...(data?.people ?? []).map(({ id, kind, name }) => ({
      value: id,
      label: kind === 'key' ? `API key ${name ?? ''}` : (name ?? 'Somebody who left'),
    })),
    { value: 'product', label: 'Mail Minion itself' },
    { value: 'operator', label: 'The operator' },
  ];
  const acts = (data?.acts ?? []).map(({ act, did }) => ({ value: act, label: capital(did) }));
  return (
    <>
      <FilterChip label="Who" value={chosen.who} options={people} onChange={(who) => place.set({ who })} />
      <FilterChip
        label="What"
        value={chosen.what}
        options={acts.sort((a, b) => a.label.localeCompare(b.label))}
        onChange={(what) => place.set({ what })}
      />
      <FilterChip
        label="When"
        value={since}
        options={spans}
        onChange={(next) => place.set({ since: next })}
      />
      {chosen.object && (
        <FilterChip
          label="Object"
          value={chosen.object}
          options={[{ value: chosen.object, label: 'the one chosen' }]}
          onChange={(object) => place.set({ object })}
        />
      )}
    </>
  );
}

function Exports({ filter }: { filter: ActivityFilter }) {
  const button = (label: string, href: string) => (
    <Button variant="default" leftSection={<IconDownload size={16} />} component="a" href={href} download>
      {label}
    </Button>
  );
  return (
    <Group mt="lg">
      {button('Export as CSV', addressOf(exportActivityCsv, { query: filter }))}
      {button('Export as JSON, with the chain', addressOf(exportActivityJson, { query: filter }))}
    </Group>
  );
}

/** To the full minute, so that a screen asks for the same thing when it is drawn again. */
function daysAgo(days: number): string {
  const minute = 60_000;
  return new Date(Math.floor(Date.now() / minute) * minute - days * 86_400_000).toISOString();
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
