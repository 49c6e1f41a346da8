import { z } from 'zod';
import { instant, line, route } from '../../platform/http/contract.ts';

export const fieldType = z.enum(['text', 'number', 'date', 'boolean']);
export type FieldType = z.output<typeof fieldType>;

/** What merge fields and columns call it: small letters, digits, underscores, a letter first. */
export const fieldKey = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,49}$/, 'Use small letters, digits and underscores, beginning with a letter.')
  .refine((key) => !['email', 'id', 'status'].includes(key), 'Every contact has this already.');
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
  permission: 'audience:write',
  body: z.strictObject({ key: fieldKey.optional(), label: fieldLabel, type: fieldType }),
  response: contactField,
  status: 201,
});

export const updateContactField = route({
  method: 'PATCH',
  path: '/api/contact-fields/:key',
  summary: 'Rename a field; key and type stay.',
  permission: 'audience:write',
  params: keyParams,
  body: z.strictObject({ label: fieldLabel }),
  response: contactField,
});

export const deleteContactField = route({
  method: 'DELETE',
  path: '/api/contact-fields/:key',
  summary: 'Delete a field and its value on every contact.',
  permission: 'audience:write',
  params: keyParams,
  status: 204,
});
