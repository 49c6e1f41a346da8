import { readAddress } from '#server/compliance/index.ts';
import type { ContactField, FieldType } from '../../fields/contract.ts';
import { fieldKeyFrom } from '../../fields/contract.ts';
import { readFieldText, storable } from '../../fields/field-value.ts';
import type { ColumnTarget, ImportColumn, StatusReading } from '../contract.ts';
import {
  emailHeaders,
  fieldHeaders,
  normalHeader,
  rejectionHeaders,
  statusHeaders,
  technicalHeaders,
} from './header-words.ts';
import { labelFromHeader } from './label-from-header.ts';
import { isStatusWord, isYesOrNo } from './status-words.ts';

interface Column {
  header: string;
  /** Sample values, trimmed, without the empty ones. */
  values: string[];
}

/** Guesses where each column of a file goes, by its name and by what stands in it. */
export function guessColumns(
  headers: string[],
  rows: string[][],
  fields: readonly ContactField[],
): ImportColumn[] {
  const columns = headers.map((header, index) => ({
    header: header.trim(),
    values: rows.map((cells) => (cells[index] ?? '').trim()).filter((value) => value !== ''),
  }));
  const email = emailColumn(columns);
  const taken = new Set(fields.map(({ key }) => key));
  const used = new Set<string>();
  return columns.map((column, index) => {
    const guessedType = guessType(column);
    const guess: ColumnTarget =
      index === email ? { to: 'email' } : guessTarget(column, guessedType, fields, taken, used);
    if (guess.to === 'field') used.add(guess.key);
    if (guess.to === 'new_field') taken.add(guess.key);
    return { header: column.header, examples: examplesOf(column), guess, guessedType };
  });
}

/** The best-filled column of addresses, one that is named so before any other. */
function emailColumn(columns: Column[]): number {
  const scores = columns.map(({ header, values }) => {
    const share = values.filter((value) => readAddress(value).ok).length / Math.max(values.length, 1);
    const name = normalHeader(header);
    if (emailHeaders.has(name)) return 2 + share;
    if (share <= 0.5) return 0;
    return name.includes('mail') ? 1 + share : share;
  });
  const best = Math.max(...scores);
  return best > 0 ? scores.indexOf(best) : -1;
}

function guessTarget(
  column: Column,
  type: FieldType,
  fields: readonly ContactField[],
  taken: ReadonlySet<string>,
  used: ReadonlySet<string>,
): ColumnTarget {
  const { header, values } = column;
  const name = normalHeader(header);
  if (technicalHeaders.has(header) || rejectionHeaders.some((own) => own === header)) return { to: 'skip' };
  const reading = statusReadingOf(name, values);
  if (reading) return { to: 'status', reading };
  const known = fields.find(({ key, label }) => !used.has(key) && isNamed(name, key, label));
  if (known) return { to: 'field', key: known.key };
  if (name === '' || values.length === 0) return { to: 'skip' };
  return { to: 'new_field', key: fieldKeyFrom(header, taken), label: labelFromHeader(header), type };
}

const isNamed = (name: string, key: string, label: string) =>
  name === normalHeader(key) || name === normalHeader(label) || fieldHeaders[key]?.has(name) === true;

function statusReadingOf(name: string, values: string[]): StatusReading | undefined {
  const [reading] = Object.entries(statusHeaders).find(([, names]) => names.has(name)) ?? [];
  if (reading === 'words' && !values.every(isStatusWord)) return undefined;
  if (reading?.endsWith('_means_out') && !reading.startsWith('filled') && !values.every(isYesOrNo))
    return undefined;
  return reading as StatusReading | undefined;
}

/** Numbers that are names in truth (zip codes, telephones, long ids) stay text: leading zeros must not be lost. */
function guessType({ header, values }: Column): FieldType {
  const fits = (type: FieldType) => values.every((value) => readFieldText(type, value) !== undefined);
  if (values.length === 0 || /zip|plz|post|phone|tel|mobil|fax|\bid\b/i.test(header)) return 'text';
  if (fits('date')) return 'date';
  if (fits('number') && !values.some((value) => /^(\+|0\d)|\d{12}/.test(value))) return 'number';
  return fits('boolean') ? 'boolean' : 'text';
}

const examplesOf = ({ values }: Column) =>
  [...new Set(values)].slice(0, 5).map((value) => storable(value.slice(0, 200)));
