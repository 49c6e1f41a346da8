import { Alert, Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { clearSandbox, listSandboxMessages, type SandboxMessageSummary } from '#server/delivery/contract.ts';
import { useMay } from '../accounts/if-may.tsx';
import { useCall, useChange } from '../api/index.ts';
import { useSession } from '../sign-in/use-session.ts';
import type { Column } from '../ui/data-table/columns.tsx';
import { DataTable } from '../ui/data-table/data-table.tsx';
import { useTableSearch } from '../ui/data-table/table-search.ts';
import { formatBytes, formatCount } from '../ui/format.ts';
import { HarmButton } from '../ui/harm-button.tsx';
import { Page } from '../ui/page.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Ago } from '../ui/time.tsx';

/** Everything that was sent while no mail server was connected. */
export function SandboxList() {
  return useSession().isRestricted ? <NotForThem /> : <Kept />;
}

/** It keeps whole mails to anybody. */
const NotForThem = () => (
  <Page title="Sandbox">
    <EmptyState scene="mailbox" title="For those who see all lists">
      The sandbox keeps mail to everybody of this account, and you see certain lists alone. Ask somebody who
      sees all of them to look at a test of yours.
    </EmptyState>
  </Page>
);

function Kept() {
  const place = useTableSearch();
  const { mailRoute } = useSession();
  const may = useMay();
  const clear = useChange(clearSandbox, { refresh: ['/api/sandbox'] });
  const messages = useCall(
    listSandboxMessages,
    { query: { search: place.q, cursor: place.cursor } },
    { keep: true, every: 5000 },
  );
  const { total = 0, keep = 0, dropped = 0 } = messages.data ?? {};
  return (
    <Page
      title="Sandbox"
      width="wide"
      lead={
        mailRoute === 'sandbox'
          ? 'What you send arrives here, as your readers would get it.'
          : 'A mail server is connected, so mail leaves this machine. What the sandbox took before stays here to be read.'
      }
      actions={
        total > 0 &&
        may(clearSandbox) && (
          <HarmButton
            label="Empty the sandbox"
            title="Empty the sandbox?"
            action="Delete all messages"
            onConfirm={() => clear.mutateAsync({})}
          >
            The kept copies are deleted. Campaigns, reports and contacts stay as they are.
          </HarmButton>
        )
      }
    >
      {dropped > 0 && (
        <Alert color="yellow" mb="md">
          The sandbox keeps the latest {formatCount(keep)} messages. {formatCount(dropped)} older ones were
          dropped to make room; the reports still count them.
        </Alert>
      )}
      <DataTable
        label="messages"
        one="message"
        columns={columns}
        query={messages}
        rowId={({ id }) => id}
        place={place}
        searchFor="Search by recipient or subject"
        empty={
          <EmptyState scene="mailbox" title="No mail yet">
            Send a test or a campaign and it lands here, with nothing leaving this machine.
          </EmptyState>
        }
      />
    </Page>
  );
}

const columns: Column<SandboxMessageSummary>[] = [
  {
    id: 'subject',
    header: 'Message',
    cell: ({ id, subject, to }) => (
      <>
        <Anchor
          fw={600}
          c="inherit"
          renderRoot={(props) => <Link to="/sandbox/$id" params={{ id }} {...props} />}
        >
          {subject || '(no subject)'}
        </Anchor>
        <Text size="sm" c="dimmed">
          to {to}
        </Text>
      </>
    ),
  },
  { id: 'from', header: 'From', showFrom: 'lg', cell: ({ from }) => from },
  { id: 'size', header: 'Size', align: 'right', showFrom: 'md', cell: ({ size }) => formatBytes(size) },
  { id: 'received', header: 'Arrived', align: 'right', cell: ({ receivedAt }) => <Ago at={receivedAt} /> },
];
