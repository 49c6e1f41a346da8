import { z } from 'zod';
import { instant, line, route } from '../../platform/http/contract.ts';

export const fieldType = z.enum(['text', 'number', 'date', 'boolean']);
export type FieldType = z.output<typeof fieldType>;

/** What every contact has without a field. */
const taken = ['email', 'id', 'status'];

/** What merge fields and columns call it: small letters, digits, underscores, a letter first. */
export const fieldKey = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,49}$/, 'Use small letters, digits and underscores, beginning with a letter.')
  .refine((key) => !taken.includes(key), 'Every contact has this already.');

/**
 * A key made from a label: `Größe (cm)` becomes `grosse_cm`. Labels without a single Latin letter become `field`.
 * The dashboard makes it while somebody types, so it is the same on both sides.
 * @param others keys that exist; a number is added where needed.
 */
export function fieldKeyFrom(label: string, others: ReadonlySet<string>): string {
  const plain = label
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 40);
  const base = plain === '' || taken.includes(plain) ? `field${plain && `_${plain}`}` : plain;
  for (let number = 1; ; number++) {
    const key = number === 1 ? base : `${base}_${number}`;
    if (!others.has(key)) return key;
  }
}

export const fieldLabel = line(100).min(1, 'A field needs a name.');

const contactField = z.object({
  key: z.string(),
  label: z.string(),
  type: fieldType,
  createdAt: instant,
});
export type ContactField = z.output<typeof contactField>;

/** Longest text value of a field, in UTF-16 units. */
export const fieldValueLimit = 4096;
/**
 * A value as stored: text; number; true or false; a date as `YYYY-MM-DD` or, with a time, ISO 8601 in UTC.
 * In a change, null erases.
 */
export const fieldValue = z.union([z.string().max(fieldValueLimit), z.number(), z.boolean()]);
export type FieldValue = z.output<typeof fieldValue>;

const keyParams = z.object({ key: z.string().max(50) });

export const listContactFields = route({
  method: 'GET',
  path: '/api/contact-fields',
  summary: 'The fields contacts have besides their address.',
  permission: 'audience:read',
  response: z.object({ items: z.array(contactField) }),
});

export const createContactField = route({
  method: 'POST',
  path: '/api/contact-fields',
  summary: 'Add a field. The key is made from the label when not given.',
  act: { name: 'contact-field.create', did: 'added the contact field', called: 'label' },
  permission: 'audience:write',
  repeats: 'atomic',
  body: z.strictObject({ key: fieldKey.optional(), label: fieldLabel, type: fieldType }),
  response: contactField,
  status: 201,
});

export const updateContactField = route({
  method: 'PATCH',
  path: '/api/contact-fields/:key',
  summary: 'Rename a field; key and type stay.',
  act: { name: 'contact-field.change', did: 'renamed the contact field', about: 'key', called: 'label' },
  permission: 'audience:write',
  params: keyParams,
  body: z.strictObject({ label: fieldLabel }),
  response: contactField,
});

export const deleteContactField = route({
  method: 'DELETE',
  path: '/api/contact-fields/:key',
  summary: 'Delete a field and its value on every contact.',
  act: { name: 'contact-field.delete', did: 'deleted the contact field', about: 'key' },
  permission: 'audience:write',
  allLists: 'A field belongs to all contacts of the account. Ask somebody who sees all lists to delete it.',
  params: keyParams,
  status: 204,
});
