import { Button, Group, Skeleton, Text } from '@mantine/core';
import { useTable } from '@tanstack/react-table';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { plural } from '../format.ts';
import { useShortcuts } from '../shortcuts.ts';
import { ErrorState, Patience } from '../states.tsx';
import { type Column, features, selectColumn, toColumnDef } from './columns.tsx';
import classes from './data-table.module.css';
import { SearchField } from './search-field.tsx';
import { SortHeader } from './sort-header.tsx';
import type { TablePlace } from './table-search.ts';

interface DataTableProps<T extends object> {
  /** What the rows are, in the plural: `contacts`. */
  label: string;
  /** One of them, for counting: `contact`. */
  one?: string;
  columns: Column<T>[];
  query: {
    data: { items: T[]; nextCursor: string | null; total: number } | undefined;
    error: unknown;
    isPlaceholderData: boolean;
    refetch: () => unknown;
  };
  rowId: (row: T) => string;
  place: TablePlace;
  /** Placeholder of the search field; without it there is none. */
  searchFor?: string;
  /** Filter controls beside the search field. */
  filters?: ReactNode;
  /** True while any filter narrows the list: then an empty result is "no match", not "nothing yet". */
  filtered?: boolean;
  /** Takes all filters away; offered when they leave nothing. */
  onClearFilters?: () => void;
  /** Actions on the selected rows; giving it switches selection on. */
  bulk?: (ids: string[], clear: () => void) => ReactNode;
  /** Shown when there is nothing yet. */
  empty: ReactNode;
}

/** The one table: server-side paging, order and search kept in the address bar, selection, J/K/X keys. */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { query, place, label, rowId, bulk } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const [rowSelection, setRowSelection] = useState<Record<string, true>>({});
  const selectable = bulk !== undefined;
  const columns = useMemo(
    () => [...(selectable ? [selectColumn<T>()] : []), ...props.columns.map(toColumnDef)],
    [props.columns, selectable],
  );
  const rows = query.data?.items ?? (none as T[]);
  const table = useTable({
    features,
    columns,
    data: rows,
    getRowId: rowId,
    enableRowSelection: selectable,
    state: { rowSelection },
    onRowSelectionChange: setRowSelection,
  });
  useRowKeys(body, label);
  if (query.error && !query.data) return <ErrorState error={query.error} onRetry={() => query.refetch()} />;

  const narrowed = Boolean(place.q) || props.filtered === true;
  const selected = Object.keys(rowSelection);
  const nothingYet = query.data?.total === 0 && !narrowed && !place.cursor;
  if (nothingYet) return <>{props.empty}</>;
  return (
    <div className={classes.wrap}>
      {(props.searchFor || props.filters) && (
        <div className={classes.toolbar}>
          {props.searchFor && <SearchField label={props.searchFor} place={place} />}
          {props.filters}
          <Text size="sm" c="dimmed" className={classes.count} role="status">
            {query.data ? plural(query.data.total, props.one ?? label, label) : ''}
          </Text>
        </div>
      )}
      {bulk && selected.length > 0 && (
        <Group className={classes.bulk} role="region" aria-label="Selected rows">
          <Text size="sm" fw={600} role="status">
            {plural(selected.length, 'selected', 'selected')}
          </Text>
          {bulk(selected, () => setRowSelection({}))}
          <Button size="xs" variant="subtle" color="gray" onClick={() => setRowSelection({})}>
            Clear selection
          </Button>
        </Group>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label={label}>
        <table className={classes.table} data-stale={query.isPlaceholderData || undefined}>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {group.headers.map((header) => (
                  <SortHeader key={header.id} header={header} place={place} />
                ))}
              </tr>
            ))}
          </thead>
          <tbody ref={body}>
            {!query.data && <WaitingRows columns={columns.length} />}
            {table.getRowModel().rows.map((row) => (
              <tr key={row.id} data-selected={row.getIsSelected() || undefined}>
                {row.getAllCells().map((cell) => (
                  <td
                    key={cell.id}
                    data-from={cell.column.columnDef.meta?.showFrom}
                    data-align={cell.column.columnDef.meta?.align}
                  >
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {query.data?.items.length === 0 && (
        <NoMatch
          label={label}
          place={place}
          onClearFilters={props.filtered ? props.onClearFilters : undefined}
        />
      )}
      <Pager query={query} place={place} />
    </div>
  );
}

const none: object[] = [];

interface NoMatchProps {
  label: string;
  place: TablePlace;
  onClearFilters: (() => void) | undefined;
}

function NoMatch({ label, place, onClearFilters }: NoMatchProps) {
  return (
    <div className={classes.nomatch}>
      <Text fw={600}>No {label} match.</Text>
      {place.q && (
        <Button variant="default" size="xs" mt="sm" onClick={() => place.set({ q: undefined })}>
          Clear the search
        </Button>
      )}
      {onClearFilters && (
        <Button variant="default" size="xs" mt="sm" ml={place.q ? 'xs' : 0} onClick={onClearFilters}>
          Clear the filters
        </Button>
      )}
    </div>
  );
}

function Pager<T extends object>({ query, place }: Pick<DataTableProps<T>, 'query' | 'place'>) {
  const next = query.data?.nextCursor;
  if (!next && !place.previous && !place.first) return null;
  const back = place.previous ?? place.first;
  return (
    <nav aria-label="Pages" className={classes.pager}>
      <Button variant="default" size="xs" disabled={!back} onClick={back}>
        {place.previous || !place.first ? 'Previous' : 'First page'}
      </Button>
      <Button variant="default" size="xs" disabled={!next} onClick={() => next && place.next(next)}>
        Next
      </Button>
    </nav>
  );
}

function WaitingRows({ columns }: { columns: number }) {
  return [0, 1, 2, 3, 4, 5].map((row) => (
    <tr key={row}>
      <td colSpan={columns}>
        <Patience>
          <Skeleton h={16} w={`${70 - row * 7}%`} />
        </Patience>
      </td>
    </tr>
  ));
}

/** J and K walk the rows, X selects the one under focus. */
function useRowKeys(body: React.RefObject<HTMLTableSectionElement | null>, label: string) {
  const move = (step: number) => {
    const rows = [...(body.current?.rows ?? [])];
    const now = rows.findIndex((row) => row.contains(document.activeElement));
    const row = rows[Math.min(rows.length - 1, Math.max(0, now + step))];
    row?.querySelector<HTMLElement>('a, button:not([role="checkbox"])')?.focus();
  };
  const select = () => {
    const row = document.activeElement?.closest('tr');
    row?.querySelector<HTMLInputElement>('input[type="checkbox"]')?.click();
  };
  useShortcuts([
    { keys: 'j', label: 'Next row', group: `List of ${label}`, run: () => move(1) },
    { keys: 'k', label: 'Previous row', group: `List of ${label}`, run: () => move(-1) },
    { keys: 'x', label: 'Select the row', group: `List of ${label}`, run: select },
  ]);
}
