import { Anchor, Box, Button, Text, Title, UnstyledButton } from '@mantine/core';
import { Link, useLocation, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';
import { listRecipients, type Recipient, type RecipientKind, type Report } from '#server/reports/contract.ts';
import { useCall } from '../api/index.ts';
import type { Column } from '../ui/data-table/columns.tsx';
import { DataTable } from '../ui/data-table/data-table.tsx';
import { useTableSearch } from '../ui/data-table/table-search.ts';
import { formatCount } from '../ui/format.ts';
import { EmptyState } from '../ui/states.tsx';
import { Ago } from '../ui/time.tsx';
import { ExportButton } from './export-button.tsx';
import { kinds, stateWords } from './people-kinds.ts';
import { pollingOf } from './polling.ts';
import classes from './report.module.css';

/** Who opened, clicked, left or was not reached: searched, paged, exported; the choice is in the address bar. */
export function People({ report }: { report: Report }) {
  const place = useTableSearch();
  const { who, url } = useSearch({ from: '/app/campaigns/$id/report' });
  const chosen = kinds.find(({ kind }) => kind === who) ?? kinds[0]!;
  const filter = {
    kind: chosen.kind,
    ...(chosen.kind === 'clicked' && url ? { url } : {}),
    ...(place.q ? { search: place.q } : {}),
  };
  const { id } = report.campaign;
  const people = useCall(
    listRecipients,
    { params: { id }, query: { ...filter, limit: 25, ...(place.cursor ? { cursor: place.cursor } : {}) } },
    { keep: true, every: pollingOf(report) },
  );
  const heading = useFollowedHash('people');
  const columns = useMemo(() => columnsOf(chosen.kind), [chosen.kind]);
  return (
    <section aria-labelledby="people">
      <div className={classes.peopleHead}>
        <Title order={2} id="people" ref={heading} tabIndex={-1}>
          People
        </Title>
        <ExportButton campaignId={id} filter={filter} label="Export these" />
      </div>
      <Kinds report={report} chosen={chosen.kind} onChoose={(who) => place.set({ who, url: undefined })} />
      {filter.url && (
        <div className={classes.link}>
          <span>
            Only those who clicked <strong>{filter.url}</strong>
          </span>
          <Button size="xs" variant="default" onClick={() => place.set({ url: undefined })}>
            Any link
          </Button>
        </div>
      )}
      {chosen.explained && (
        <Text c="dimmed" size="sm" mb="md" maw={620}>
          {chosen.explained}
        </Text>
      )}
      <DataTable
        label="recipients"
        one="recipient"
        columns={columns}
        query={people}
        rowId={({ email }) => email}
        place={place}
        searchFor="Search address or name"
        empty={<EmptyState scene="search" title="Nobody here" />}
      />
    </section>
  );
}

/** An address that ends in `#id` leads the eye and the keyboard here, also when the screen had yet to load. */
function useFollowedHash(id: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const hash = useLocation({ select: (location) => location.hash });
  useEffect(() => {
    if (hash !== id) return;
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView();
  }, [hash, id]);
  return heading;
}

interface KindsProps {
  report: Report;
  chosen: RecipientKind;
  onChoose: (kind: RecipientKind) => void;
}

/** Kinds that nobody is of are left out. */
function Kinds({ report: { totals }, chosen, onChoose }: KindsProps) {
  return (
    <fieldset className={classes.kinds} aria-label="Show">
      {kinds
        .filter(({ kind, count }) => kind === chosen || count(totals) > 0)
        .map(({ kind, label, count }) => (
          <UnstyledButton
            key={kind}
            className={classes.kind}
            aria-pressed={kind === chosen}
            onClick={() => onChoose(kind)}
          >
            {label}
            <span>{formatCount(count(totals))}</span>
          </UnstyledButton>
        ))}
    </fieldset>
  );
}

const whenWords: Partial<Record<RecipientKind, string>> = {
  opened: 'First opened',
  clicked: 'First clicked',
  unsubscribed: 'Left',
};

const columnsOf = (kind: RecipientKind): Column<Recipient>[] => [
  { id: 'person', header: 'Person', cell: (person) => <Person person={person} /> },
  {
    id: 'state',
    header: 'Message',
    showFrom: 'sm',
    cell: ({ state, reply }) => (
      <>
        {stateWords[state] ?? state}
        {reply && <Reply said={reply} />}
      </>
    ),
  },
  { id: 'opens', header: 'Opens', align: 'right', showFrom: 'md', cell: ({ opens }) => formatCount(opens) },
  {
    id: 'clicks',
    header: 'Clicks',
    align: 'right',
    showFrom: 'md',
    cell: ({ clicks }) => formatCount(clicks),
  },
  {
    id: 'at',
    header: whenWords[kind] ?? 'When',
    align: 'right',
    cell: ({ at }) => (at ? <Ago at={at} /> : '–'),
  },
];

/** What the mail server said, code and all, or our own reason. */
const Reply = ({ said }: { said: string }) => (
  <Text size="sm" c="dimmed" className={classes.reply}>
    {said}
  </Text>
);

function Person({ person: { contactId, email, name, state, reply } }: { person: Recipient }) {
  return (
    <>
      {contactId ? (
        <Anchor
          fw={600}
          c="inherit"
          renderRoot={(props) => <Link to="/contacts/$id" params={{ id: contactId }} {...props} />}
        >
          {email}
        </Anchor>
      ) : (
        <Text fw={600}>{email}</Text>
      )}
      <Text size="sm" c="dimmed">
        {contactId ? name : 'deleted since'}
      </Text>
      {reply && (
        <Box hiddenFrom="sm">
          <Text size="sm">{stateWords[state] ?? state}</Text>
          <Reply said={reply} />
        </Box>
      )}
    </>
  );
}
