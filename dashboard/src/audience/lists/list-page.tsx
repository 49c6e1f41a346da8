import { Button, Stack } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { createContact, type List, readList, uploadImport } from '#server/audience/contract.ts';
import { IfMay } from '../../accounts/if-may.tsx';
import { useCall } from '../../api/index.ts';
import { formatCount } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { StatCard, StatRow } from '../../ui/stat-card.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { AddContactButton } from '../contacts/add-contact.tsx';
import { ContactTable } from '../contacts/contact-table.tsx';
import { RecentImports } from '../imports/recent-imports.tsx';
import { ListMenu } from './list-menu.tsx';

/** A list is its members: the contact table of this list, with the two ways of filling it on top. */
export function ListPage() {
  const { id } = useParams({ from: '/app/lists/$id' });
  const query = useCall(readList, { params: { id } });
  const navigate = useNavigate();
  const list = query.data;
  return (
    <Page
      title={list?.name ?? 'List'}
      lead={list?.description || undefined}
      crumbs={[{ label: 'Lists', to: '/lists' }]}
      width="wide"
      actions={
        list && (
          <>
            <ListMenu list={list} variant="default" onDeleted={() => navigate({ to: '/lists' })} />
            <IfMay call={createContact}>
              <AddContactButton listId={id} />
            </IfMay>
            <ImportButton listId={id} />
          </>
        )
      }
    >
      <Loaded query={query}>{(list) => <Members list={list} />}</Loaded>
    </Page>
  );
}

function Members({ list }: { list: List }) {
  const isEmpty = list.subscribed + list.unsubscribed === 0;
  return (
    <Stack gap="xl">
      {!isEmpty && (
        <StatRow>
          <StatCard label="Subscribed" value={formatCount(list.subscribed)} note="get this list’s mail" />
          <StatCard
            label="Left"
            value={formatCount(list.unsubscribed)}
            note="stay listed so that no import brings them back"
          />
        </StatRow>
      )}
      <RecentImports listId={list.id} />
      <ContactTable
        listId={list.id}
        empty={
          <EmptyState scene="people" title="Nobody here yet" action={<ImportButton listId={list.id} />}>
            Drop a CSV file, or paste rows straight from a spreadsheet. For one or two people, add them by
            hand.
          </EmptyState>
        }
      />
    </Stack>
  );
}

function ImportButton({ listId }: { listId: string }) {
  return (
    <IfMay call={uploadImport}>
      <Button
        leftSection={<IconFileImport size={16} />}
        renderRoot={(props) => <Link to="/lists/$id/import" params={{ id: listId }} {...props} />}
      >
        Import contacts
      </Button>
    </IfMay>
  );
}
