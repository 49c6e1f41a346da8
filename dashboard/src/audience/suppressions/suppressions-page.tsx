import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBan } from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import {
  addSuppression,
  listSuppressions,
  removeSuppression,
  type Suppression,
  type SuppressionReason,
} from '#server/compliance/contract.ts';
import { IfMay, useMay } from '../../accounts/if-may.tsx';
import { useCall } from '../../api/index.ts';
import type { Column } from '../../ui/data-table/columns.tsx';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { useTableSearch } from '../../ui/data-table/table-search.ts';
import { FilterChip } from '../../ui/filter-chip.tsx';
import { Page } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { AudienceTabs } from '../contacts/audience-tabs.tsx';
import { suppressionWords } from '../contacts/contact-words.ts';
import { AddSuppression } from './add-suppression.tsx';
import { LiftSuppression } from './lift-suppression.tsx';

const reasons = Object.entries(suppressionWords).map(([value, label]) => ({ value, label }));

/** Addresses that are never mailed, whatever list they are on. */
export function SuppressionsPage() {
  const place = useTableSearch();
  const { reason } = useSearch({ from: '/app/contacts/suppressions' });
  const [opened, { open, close }] = useDisclosure();
  const [lifting, setLifting] = useState<Suppression>();
  const mayLift = useMay()(removeSuppression);
  const columns = useMemo(() => columnsWith(mayLift ? setLifting : undefined), [mayLift]);
  const suppressions = useCall(
    listSuppressions,
    {
      query: {
        ...(place.q ? { search: place.q } : {}),
        ...(reason ? { reason: reason as SuppressionReason } : {}),
        ...(place.cursor ? { cursor: place.cursor } : {}),
      },
    },
    { keep: true },
  );
  const add = (
    <Button leftSection={<IconBan size={16} />} onClick={open}>
      Add an address
    </Button>
  );
  return (
    <Page
      title="Contacts"
      tabTitle="Never mailed · Contacts"
      width="wide"
      actions={<IfMay call={addSuppression}>{add}</IfMay>}
    >
      <AudienceTabs />
      <Text c="dimmed" mb="lg" maw={620}>
        These addresses get no campaign, whatever list they are on and whatever is imported later. People come
        here by unsubscribing, by a mail server’s final no, by reporting spam, or by your hand.
      </Text>
      <DataTable
        label="addresses"
        one="address"
        columns={columns}
        query={suppressions}
        rowId={({ email }) => email}
        place={place}
        searchFor="Search address"
        filters={
          <FilterChip
            label="Reason"
            value={reason}
            options={reasons}
            onChange={(next) => place.set({ reason: next })}
          />
        }
        filtered={reason !== undefined}
        onClearFilters={() => place.set({ reason: undefined })}
        empty={
          <EmptyState scene="done" title="Nobody is here, and that is good">
            Nobody has unsubscribed from everything, bounced or complained.
          </EmptyState>
        }
      />
      <AddSuppression opened={opened} onClose={close} />
      <LiftSuppression suppression={lifting} onClose={() => setLifting(undefined)} />
    </Page>
  );
}

const columnsWith = (onLift: ((suppression: Suppression) => void) | undefined): Column<Suppression>[] => [
  {
    id: 'address',
    header: 'Address',
    cell: ({ email, note, reason }) => (
      <>
        <Text fw={600}>{email}</Text>
        {note && (
          <Text size="sm" c="dimmed">
            {note}
          </Text>
        )}
        <Text size="sm" c="dimmed" hiddenFrom="sm">
          {suppressionWords[reason]}
        </Text>
      </>
    ),
  },
  { id: 'reason', header: 'Why', showFrom: 'sm', cell: ({ reason }) => suppressionWords[reason] },
  { id: 'since', header: 'Since', showFrom: 'sm', cell: ({ createdAt }) => <Ago at={createdAt} /> },
  ...(onLift
    ? [
        {
          id: 'lift',
          header: 'Action',
          align: 'right',
          cell: (suppression) => (
            <Button
              size="xs"
              variant="default"
              onClick={() => onLift(suppression)}
              aria-label={`Lift ${suppression.email}`}
            >
              Lift
            </Button>
          ),
        } satisfies Column<Suppression>,
      ]
    : []),
];
