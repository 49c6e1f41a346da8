/** Suppressions over HTTP: addresses that are never mailed, whatever lists they are on. Browser-safe. */
import { z } from 'zod';
import { instant, line, page, pageQuery, route } from '../platform/http/contract.ts';

export const suppressionReason = z.enum(['unsubscribed', 'bounced', 'complained', 'manual']);
export type SuppressionReason = z.output<typeof suppressionReason>;

export const suppression = z.object({
  /** The address as it is compared: lower case, domain in ASCII. */
  email: z.string(),
  reason: suppressionReason,
  note: z.string(),
  createdAt: instant,
});
export type Suppression = z.output<typeof suppression>;

export const listSuppressions = route({
  method: 'GET',
  path: '/api/suppressions',
  summary: 'Addresses that are never mailed, newest first.',
  permission: 'audience:read',
  query: pageQuery.extend({ search: line(254).optional(), reason: suppressionReason.optional() }),
  response: page(suppression),
});

export const addSuppression = route({
  method: 'POST',
  path: '/api/suppressions',
  summary: 'Never mail this address again.',
  act: { name: 'suppression.add', did: 'put an address on the list of those never mailed' },
  permission: 'audience:write',
  allLists:
    'This keeps an address from the mail of all lists. Unsubscribe the contact, or ask somebody who sees all lists.',
  withoutAgreement: true,
  repeats: 'atomic',
  body: z.strictObject({ email: line(320), note: line(500).default('') }),
  response: suppression,
  status: 201,
});

export const removeSuppression = route({
  method: 'DELETE',
  path: '/api/suppressions/:email',
  summary: 'Let this address be mailed again. Refused after a complaint.',
  act: { name: 'suppression.lift', did: 'let an address be mailed again' },
  permission: 'audience:write',
  allLists: 'This lets all lists mail an address again. Ask somebody who sees all lists to do it.',
  params: z.object({ email: z.string().min(1).max(320) }),
  status: 204,
});
