import { Anchor, Box, Text } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import {
  type ContactStatus,
  type ContactSummary,
  joinList,
  listContacts,
  listLists,
} from '#server/audience/contract.ts';
import { useMay } from '../../accounts/if-may.tsx';
import { useCall } from '../../api/index.ts';
import type { Column } from '../../ui/data-table/columns.tsx';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { type TablePlace, useTableSearch } from '../../ui/data-table/table-search.ts';
import { FilterChip } from '../../ui/filter-chip.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Ago } from '../../ui/time.tsx';
import { ContactBulk } from './contact-bulk.tsx';
import { nameOf, standingOf, statusOptions } from './contact-words.ts';

interface ContactTableProps {
  /** Only members of this list; without it a filter offers all lists. */
  listId?: string;
  empty: ReactNode;
}

/** Contacts, with words, filters, order and place in the address bar. */
export function ContactTable({ listId, empty }: ContactTableProps) {
  const may = useMay();
  const place = useTableSearch();
  const filter = useSearch({ strict: false }) as { list?: string; status?: string };
  const onList = listId ?? filter.list;
  const contacts = useCall(
    listContacts,
    {
      query: {
        ...(place.q ? { search: place.q } : {}),
        ...(onList ? { listId: onList } : {}),
        ...standingQuery(filter.status),
        ...(place.cursor ? { cursor: place.cursor } : {}),
        sort: sorts[place.sort ?? ''] ?? 'newest',
      },
    },
    { keep: true },
  );
  return (
    <DataTable
      label="contacts"
      one="contact"
      columns={columns}
      query={contacts}
      rowId={({ id }) => id}
      place={place}
      searchFor="Search address or name"
      filters={
        <Filters place={place} list={filter.list} status={filter.status} offersLists={listId === undefined} />
      }
      filtered={Boolean(filter.status || (listId === undefined && filter.list))}
      onClearFilters={() => place.set({ list: undefined, status: undefined })}
      {...(may(joinList) && {
        bulk: (ids: string[], clear: () => void) => <ContactBulk ids={ids} listId={onList} onDone={clear} />,
      })}
      empty={empty}
    />
  );
}

const sorts: Record<string, 'newest' | 'oldest' | 'email' | '-email'> = {
  email: 'email',
  '-email': '-email',
  added: 'oldest',
  '-added': 'newest',
};

const leftList = { value: 'left', label: 'Left this list' };

function standingQuery(status: string | undefined) {
  if (status === leftList.value) return { listStatus: 'unsubscribed' as const };
  const known = statusOptions.find(({ value }) => value === status);
  return known ? { status: known.value as ContactStatus | 'suppressed' } : {};
}

interface FiltersProps {
  place: TablePlace;
  list: string | undefined;
  status: string | undefined;
  offersLists: boolean;
}

function Filters({ place, list, status, offersLists }: FiltersProps) {
  const lists = useCall(listLists, {}, { enabled: offersLists });
  return (
    <>
      {offersLists && (
        <FilterChip
          label="List"
          value={list}
          options={lists.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? []}
          onChange={(next) => place.set({ list: next })}
        />
      )}
      <FilterChip
        label="Status"
        value={status}
        options={list || !offersLists ? [...statusOptions, leftList] : statusOptions}
        onChange={(next) => place.set({ status: next })}
      />
    </>
  );
}

const columns: Column<ContactSummary>[] = [
  {
    id: 'email',
    header: 'Contact',
    sortable: true,
    cell: (contact) => (
      <>
        <Anchor
          fw={600}
          c="inherit"
          renderRoot={(props) => <Link to="/contacts/$id" params={{ id: contact.id }} {...props} />}
        >
          {contact.email}
        </Anchor>
        {nameOf(contact) && (
          <Text size="sm" c="dimmed">
            {nameOf(contact)}
          </Text>
        )}
        <Box hiddenFrom="sm" mt={4}>
          <Standing contact={contact} />
        </Box>
      </>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    showFrom: 'sm',
    cell: (contact) => <Standing contact={contact} />,
  },
  {
    id: 'added',
    header: 'Added',
    sortable: true,
    showFrom: 'sm',
    cell: ({ createdAt }) => <Ago at={createdAt} />,
  },
];

function Standing({ contact }: { contact: ContactSummary }) {
  const { label, tone } = standingOf(contact);
  return <StatusBadge tone={tone}>{label}</StatusBadge>;
}
