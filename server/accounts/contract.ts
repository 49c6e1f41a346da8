import { z } from 'zod';
import { id, instant, line, okResponse, route } from '../platform/http/contract.ts';

const roles = ['owner', 'admin', 'editor', 'analyst'] as const;
export type Role = (typeof roles)[number];

const email = z.string().trim().max(254).pipe(z.email('This is not an email address.'));
const password = z
  .string()
  .min(12, 'Use at least 12 characters; a short sentence works well.')
  .max(128, 'At most 128 characters.');
const timeZone = z.string().refine(isTimeZone, 'This is not a time zone name such as Europe/Lisbon.');
const postalAddress = z.string().trim().min(5, 'Give the postal address that people can write to.').max(500);

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * What becomes of a message of which nobody knows whether it arrived. `keep`: it is left and shown as uncertain, nobody gets
 * it twice. `resend`: it goes again by itself, under the same Message-ID; somebody may get it twice.
 */
const whenUnsure = z.enum(['keep', 'resend']);
export type WhenUnsure = z.output<typeof whenUnsure>;

const user = z.object({ id, email: z.string(), name: z.string(), isOperator: z.boolean() });
const account = z.object({
  id,
  name: z.string(),
  postalAddress: z.string(),
  timeZone: z.string(),
  defaultFromName: z.string(),
  defaultFromEmail: z.string(),
  /** Messages in any 24 hours, set by the operator; null for no cap. */
  dailyCap: z.int().nullable(),
  whenUnsure,
  createdAt: instant,
});
export type Account = z.output<typeof account>;

/** Who is logged in, where, and what the frame of the dashboard needs to know. */
const session = z.object({
  user,
  account,
  role: z.enum(roles),
  /** `sandbox`: the account’s mail stays on this machine. `smtp`: it leaves. */
  mailRoute: z.enum(['sandbox', 'smtp']),
  version: z.string(),
});
export type Session = z.output<typeof session>;

const apiKey = z.object({
  id,
  name: z.string(),
  /** The first characters of the key, to tell keys apart. */
  prefix: z.string(),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
});
export type ApiKey = z.output<typeof apiKey>;

export const getSetup = route({
  method: 'GET',
  path: '/api/setup',
  summary: 'Whether this install still waits for its first account.',
  permission: 'public',
  response: z.object({ needed: z.boolean(), version: z.string() }),
});

export const setUp = route({
  method: 'POST',
  path: '/api/setup',
  summary: 'Create the operator and the first account; works once, on an empty install, and logs in.',
  permission: 'public',
  rate: 'login',
  body: z.strictObject({
    name: line(200).min(1, 'Tell us your name.'),
    email,
    password,
    organisation: line(200).min(1, 'Name your organisation.'),
    postalAddress,
    timeZone: timeZone.default('UTC'),
  }),
  status: 201,
  response: session,
});

export const logIn = route({
  method: 'POST',
  path: '/api/session',
  summary: 'Log in with email and password.',
  permission: 'public',
  rate: 'login',
  body: z.strictObject({ email: z.string().trim().max(254), password: z.string().max(128) }),
  response: session,
});

export const logOut = route({
  method: 'DELETE',
  path: '/api/session',
  summary: 'Log out of this browser.',
  permission: 'user',
  credentials: ['session'],
  response: okResponse,
});

export const getSession = route({
  method: 'GET',
  path: '/api/session',
  summary: 'Who is logged in, and in which account.',
  permission: 'user',
  credentials: ['session'],
  response: session,
});

export const getAccount = route({
  method: 'GET',
  path: '/api/account',
  summary: 'The account.',
  permission: 'account:read',
  response: account,
});

export const changeAccount = route({
  method: 'PATCH',
  path: '/api/account',
  summary:
    'Change the account’s name, postal address, time zone, default sender, or what becomes of uncertain messages of campaigns sent from then on.',
  permission: 'account:manage',
  body: z.strictObject({
    name: line(200).min(1, 'Name your organisation.').optional(),
    postalAddress: postalAddress.optional(),
    timeZone: timeZone.optional(),
    defaultFromName: line(200).optional(),
    defaultFromEmail: z.union([z.literal(''), email]).optional(),
    whenUnsure: whenUnsure.optional(),
  }),
  response: account,
});

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
  permission: 'account:manage',
  credentials: ['session'],
  body: z.strictObject({ name: line(100).min(1, 'Name the key after what will use it.') }),
  status: 201,
  response: z.object({ key: z.string(), apiKey }),
});

export const revokeApiKey = route({
  method: 'DELETE',
  path: '/api/api-keys/:id',
  summary: 'Revoke an API key at once.',
  permission: 'account:manage',
  credentials: ['session'],
  params: z.object({ id }),
  response: okResponse,
});

const operatorsAccount = account.pick({ id: true, name: true, dailyCap: true, createdAt: true });

export const listAccounts = route({
  method: 'GET',
  path: '/api/operator/accounts',
  summary: 'All accounts of this install, for its operator.',
  permission: 'account:manage',
  credentials: ['session'],
  response: z.object({ items: z.array(operatorsAccount) }),
});

export const setDailyCap = route({
  method: 'PUT',
  path: '/api/operator/accounts/:id/daily-cap',
  summary: 'Set how many messages an account may send in any 24 hours; null for no cap. For the operator.',
  permission: 'account:manage',
  credentials: ['session'],
  params: z.object({ id }),
  body: z.strictObject({ dailyCap: z.int().min(1, 'At least 1.').max(1_000_000_000).nullable() }),
  response: operatorsAccount,
});
