import { z } from 'zod';
import { id, idParams, instant, okResponse, route } from '../../platform/http/contract.ts';

const dkimKey = z.object({
  id,
  domain: z.string(),
  selector: z.string(),
  algorithm: z.enum(['rsa-sha256', 'ed25519-sha256']),
  createdAt: instant,
  /** The DNS record to publish. `strings` is the value cut as a zone file wants it. */
  record: z.object({
    name: z.string(),
    type: z.literal('TXT'),
    value: z.string(),
    strings: z.array(z.string()),
  }),
});
export type DkimKeySummary = z.output<typeof dkimKey>;

export const listDkimKeys = route({
  method: 'GET',
  path: '/api/dkim-keys',
  summary: 'Keys this account signs its mail with, and the DNS records they need.',
  permission: 'account:read',
  response: z.object({ items: z.array(dkimKey) }),
});

export const createDkimKey = route({
  method: 'POST',
  path: '/api/dkim-keys',
  summary: 'Make a key pair for a sending domain. Mail from it is signed from then on.',
  act: { name: 'dkim-key.create', did: 'made a DKIM key for', called: 'domain' },
  permission: 'account:manage',
  repeats: 'atomic',
  stepUp: true,
  rate: 'heavy',
  body: z.strictObject({
    domain: z.string().trim().min(1, 'Give the domain you send from.').max(253),
    /** The name of the key under the domain; one is made up when left out. */
    selector: z.string().trim().max(63).optional(),
    algorithm: z.enum(['rsa-sha256', 'ed25519-sha256']).default('rsa-sha256'),
  }),
  status: 201,
  response: dkimKey,
});

export const deleteDkimKey = route({
  method: 'DELETE',
  path: '/api/dkim-keys/:id',
  summary: 'Delete a key. Mail is not signed with it any more.',
  act: { name: 'dkim-key.delete', did: 'deleted the DKIM key of' },
  permission: 'account:manage',
  stepUp: true,
  params: idParams,
  response: okResponse,
});
