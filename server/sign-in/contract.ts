import { z } from 'zod';
import { account, roles, staffRoles } from '../accounts/contract.ts';
import { id, okResponse, route } from '../platform/http/contract.ts';

export * from './address-change/contract.ts';
export * from './own-sessions/contract.ts';
export * from './passwords/contract.ts';

const user = z.object({
  id,
  email: z.string(),
  name: z.string(),
  /** Whether the person runs the install. */
  isOperator: z.boolean(),
  /** As what; null for everybody else. */
  staffRole: z.enum(staffRoles).nullable(),
  /** Whether the person has proved that mail to the address reaches them. */
  isConfirmed: z.boolean(),
});

/** A login elsewhere, as the button that leads to it says it. */
export const offer = z.object({ id, kind: z.enum(['google', 'microsoft', 'oidc']), label: z.string() });
export type Offer = z.output<typeof offer>;

/** Who is logged in, where, and what the frame of the dashboard needs to know. */
export const session = z.object({
  user,
  /** The account the session works in; null, as the role is, when the user belongs to none. */
  account: account.nullable(),
  role: z.enum(roles).nullable(),
  /** Whether the person sees certain lists of the account alone. */
  isRestricted: z.boolean(),
  /** Whether the account’s own provider opened the session: it works there alone, and manages nobody’s login. */
  isBound: z.boolean(),
  /** `sandbox`: the account’s mail stays on this machine. `smtp`: it leaves. */
  mailRoute: z.enum(['sandbox', 'smtp']),
  version: z.string(),
});
export type Session = z.output<typeof session>;

export const logIn = route({
  method: 'POST',
  path: '/api/session',
  summary: 'Log in with email and password.',
  act: { name: 'session.open', did: 'logged in' },
  permission: 'public',
  rate: 'login',
  body: z.strictObject({ email: z.string().trim().max(254), password: z.string().max(128) }),
  response: session,
});

export const logOut = route({
  method: 'DELETE',
  path: '/api/session',
  summary: 'Log out of this browser.',
  act: { name: 'session.close', did: 'logged out' },
  permission: 'user',
  whenBound: true,
  credentials: ['session'],
  response: okResponse,
});

export const getSession = route({
  method: 'GET',
  path: '/api/session',
  summary: 'Who is logged in, and in which account.',
  permission: 'user',
  whenBound: true,
  credentials: ['session'],
  response: session,
});
