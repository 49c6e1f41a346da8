import { readAddress } from '#server/compliance/index.ts';
import { type FieldType, type FieldValue, fieldValueLimit } from '../fields/contract.ts';
import { readFieldText, storable } from '../fields/field-value.ts';
import type { ColumnTarget, ImportColumn, ImportOptions, StatusReading } from './contract.ts';
import { readStatus, type Standing } from './recognise/status-words.ts';

/** What a row says about a person. */
export interface Person {
  email: string;
  key: string;
  /** By field key; null erases. */
  values: [string, FieldValue | null][];
  /** How the person had left where the file comes from; null when they had not. */
  left: Standing;
  /** Values left out because they do not fit their field. */
  misfits: number;
}

type RowReading = { person: Person } | { reason: string };
export type RowReader = (cells: string[]) => RowReading;

interface FieldColumn {
  index: number;
  name: string;
  key: string;
  type: FieldType;
}

/**
 * Makes the function that reads a row's cells by the mapping. Cells a short row lacks are empty; cells beyond the
 * mapping are ignored.
 * @param types of all fields that exist or are being made.
 */
export function rowReader(
  mapping: readonly ColumnTarget[],
  columns: readonly Pick<ImportColumn, 'header'>[],
  types: ReadonlyMap<string, FieldType>,
  { emptyCells }: ImportOptions,
): RowReader {
  const email = mapping.findIndex(({ to }) => to === 'email');
  const statuses = mapping.flatMap((target, index) =>
    target.to === 'status' ? [{ index, reading: target.reading }] : [],
  );
  const fields = fieldColumns(mapping, columns, types);
  return (cells) => {
    const address = readAddress((cells[email] ?? '').trim());
    if (!address.ok) return { reason: address.reason };
    const standing = standingOf(cells, statuses);
    if ('reason' in standing) return standing;
    const { email: written, key } = address;
    const person: Person = { email: written, key, values: [], left: standing.standing, misfits: 0 };
    for (const field of fields) {
      const text = storable(cells[field.index] ?? '').trim();
      if (text.length > fieldValueLimit)
        return { reason: `the cell under “${field.name}” is longer than 4,096 characters` };
      addValue(person, field, text, emptyCells);
    }
    return { person };
  };
}

function fieldColumns(
  mapping: readonly ColumnTarget[],
  columns: readonly Pick<ImportColumn, 'header'>[],
  types: ReadonlyMap<string, FieldType>,
): FieldColumn[] {
  return mapping.flatMap((target, index) => {
    if (target.to !== 'field' && target.to !== 'new_field') return [];
    const type = target.to === 'new_field' ? target.type : (types.get(target.key) ?? 'text');
    return [{ index, name: columns[index]?.header || `column ${index + 1}`, key: target.key, type }];
  });
}

/** The first column that says the person left decides; several may speak, as exports with flags do. */
function standingOf(
  cells: string[],
  statuses: { index: number; reading: StatusReading }[],
): { standing: Standing } | { reason: string } {
  let standing: Standing = null;
  for (const { index, reading } of statuses) {
    const status = readStatus(reading, (cells[index] ?? '').trim());
    if ('reason' in status) return status;
    standing ??= status.standing;
  }
  return { standing };
}

function addValue(
  person: Person,
  { key, type }: FieldColumn,
  text: string,
  emptyCells: ImportOptions['emptyCells'],
): void {
  if (text === '') {
    if (emptyCells === 'erase') person.values.push([key, null]);
    return;
  }
  const value = readFieldText(type, text);
  if (value === undefined) person.misfits += 1;
  else person.values.push([key, value]);
}
