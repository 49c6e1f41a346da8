import { z } from 'zod';
import { id, instant, line, okResponse, route } from '../../platform/http/contract.ts';
import { keyScopes } from '../access/contract.ts';

const apiKey = z.object({
  id,
  name: z.string(),
  /** The first characters of the key, to tell keys apart. */
  prefix: z.string(),
  scopes: z.array(z.enum(keyScopes)),
  createdAt: instant,
  /** From when on the key is refused; null when it lives until it is revoked. */
  expiresAt: instant.nullable(),
  /** To the minute. */
  lastUsedAt: instant.nullable(),
  lastUsedIp: z.string().nullable(),
});
export type ApiKey = z.output<typeof apiKey>;

export const listApiKeys = route({
  method: 'GET',
  path: '/api/api-keys',
  summary: 'The account’s API keys.',
  permission: 'account:manage',
  credentials: ['session'],
  response: z.object({ items: z.array(apiKey) }),
});

export const createApiKey = route({
  method: 'POST',
  path: '/api/api-keys',
  summary: 'Make an API key. The answer is the only time the key itself is shown.',
  act: { name: 'api-key.create', did: 'made the API key', answer: 'apiKey', called: 'name' },
  permission: 'account:manage',
  repeats: 'atomic',
  credentials: ['session'],
  stepUp: true,
  body: z.strictObject({
    name: line(100).min(1, 'Name the key after what will use it.'),
    scopes: z
      .array(z.enum(keyScopes))
      .min(1, 'Choose at least one thing the key may do.')
      .max(keyScopes.length, 'Name each scope once.'),
    expiresAt: instant.nullable().default(null),
  }),
  status: 201,
  response: z.object({ key: z.string(), apiKey }),
});

export const revokeApiKey = route({
  method: 'DELETE',
  path: '/api/api-keys/:id',
  summary: 'Revoke an API key at once.',
  act: { name: 'api-key.revoke', did: 'revoked the API key' },
  permission: 'account:manage',
  credentials: ['session'],
  params: z.object({ id }),
  response: okResponse,
});
