import { Checkbox } from '@mantine/core';
import { type ColumnDef, rowSelectionFeature, tableFeatures } from '@tanstack/react-table';
import type { ReactNode } from 'react';

/** A column of a DataTable. The first one should hold the row's link. */
export interface Column<T> {
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
  align?: 'right';
  /** The server can order by it, under the column's id. */
  sortable?: boolean;
  /** Left out on screens narrower than this. */
  showFrom?: 'sm' | 'md' | 'lg';
}

export interface ColumnMeta {
  align?: 'right';
  showFrom?: 'sm' | 'md' | 'lg';
  sortable?: boolean;
}

export const features = tableFeatures({ rowSelectionFeature, columnMeta: {} as ColumnMeta });

type Def<T extends object> = ColumnDef<typeof features, T>;

export function toColumnDef<T extends object>(column: Column<T>): Def<T> {
  const { id, header, cell, align, showFrom, sortable } = column;
  return {
    id,
    header,
    cell: ({ row }) => cell(row.original),
    meta: {
      ...(align ? { align } : {}),
      ...(showFrom ? { showFrom } : {}),
      ...(sortable ? { sortable } : {}),
    },
  };
}

export function selectColumn<T extends object>(): Def<T> {
  return {
    id: 'select',
    header: ({ table }) => (
      <Checkbox
        size="xs"
        aria-label="Select all on this page"
        checked={table.getIsAllRowsSelected()}
        indeterminate={table.getIsSomeRowsSelected()}
        onChange={table.getToggleAllRowsSelectedHandler()}
      />
    ),
    cell: ({ row }) => (
      <Checkbox
        size="xs"
        aria-label="Select row"
        checked={row.getIsSelected()}
        onChange={row.getToggleSelectedHandler()}
      />
    ),
  };
}
