import { isDeepStrictEqual } from 'node:util';
import type { Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { FieldValue } from '../fields/contract.ts';
import { checkFieldValue } from '../fields/field-value.ts';
import { fieldTypes } from '../fields/queries.ts';
import type { Change } from './record-event.ts';

export type Fields = Record<string, FieldValue>;

/**
 * Checks values against the account's fields.
 * @param given by field key; null erases.
 * @throws invalid_input naming every field at fault.
 */
export async function checkFields(
  tx: Tx,
  given: Record<string, FieldValue | null>,
): Promise<Map<string, FieldValue | null>> {
  const types = await fieldTypes(tx);
  const faults: Record<string, string> = {};
  const checked = new Map<string, FieldValue | null>();
  for (const [key, value] of Object.entries(given)) {
    const type = types.get(key);
    const fitting = type && value !== null && value !== '' ? checkFieldValue(type, value) : null;
    if (!type) faults[`fields.${key}`] = 'There is no such field.';
    else if (fitting === undefined) faults[`fields.${key}`] = `This is not a ${type}.`;
    else checked.set(key, fitting);
  }
  const [first] = Object.entries(faults);
  if (first) throw problem('invalid_input', `${first[0]}: ${first[1]}`, faults);
  return checked;
}

/** What the new values change about the present ones. */
export function changesOf(present: Fields, wanted: Iterable<[string, FieldValue | null]>): Change[] {
  return [...wanted]
    .map(([field, to]) => ({ field, from: present[field] ?? null, to }))
    .filter(({ from, to }) => !isDeepStrictEqual(from, to));
}

/** Present values with the changes made. */
export function applyChanges(present: Fields, changes: readonly Change[]): Fields {
  const fields = new Map(Object.entries(present));
  for (const { field, to } of changes) {
    if (to === null) fields.delete(field);
    else fields.set(field, to);
  }
  return Object.fromEntries(fields);
}
