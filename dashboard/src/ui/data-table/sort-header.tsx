import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowsVertical, IconArrowUp } from '@tabler/icons-react';
import { FlexRender, type Header } from '@tanstack/react-table';
import type { features } from './columns.tsx';
import classes from './data-table.module.css';
import type { TablePlace } from './table-search.ts';

interface SortHeaderProps<T extends object> {
  header: Header<typeof features, T>;
  place: TablePlace;
}

/** A column's head; when the server can order by it, a button that turns through up, down and the usual order. */
export function SortHeader<T extends object>({ header, place }: SortHeaderProps<T>) {
  const { id, columnDef } = header.column;
  const { align, showFrom, sortable } = columnDef.meta ?? {};
  const direction = place.sort === id ? 'ascending' : place.sort === `-${id}` ? 'descending' : undefined;
  const next = direction === undefined ? id : direction === 'ascending' ? `-${id}` : undefined;
  const Icon =
    direction === 'ascending' ? IconArrowUp : direction === 'descending' ? IconArrowDown : IconArrowsVertical;
  return (
    <th
      scope="col"
      data-from={showFrom}
      data-align={align}
      data-id={id}
      aria-sort={sortable ? (direction ?? 'none') : undefined}
    >
      {sortable ? (
        <UnstyledButton className={classes.sort} onClick={() => place.set({ sort: next })}>
          <FlexRender header={header} />
          <Icon size={14} aria-hidden="true" data-idle={direction === undefined || undefined} />
        </UnstyledButton>
      ) : (
        <FlexRender header={header} />
      )}
    </th>
  );
}
