import { z } from 'zod';
import { roles } from '../../accounts/contract.ts';
import { id, instant, okResponse, route } from '../../platform/http/contract.ts';
import { session } from '../../sign-in/contract.ts';

const myAccount = z.object({
  id,
  name: z.string(),
  role: z.enum(roles),
  /** When this user last worked in it. */
  lastSeenAt: instant.nullable(),
});
export type MyAccount = z.output<typeof myAccount>;

export const listMyAccounts = route({
  method: 'GET',
  path: '/api/my-accounts',
  summary: 'The accounts the logged-in user belongs to; the one used last comes first.',
  permission: 'user',
  whenBound: true,
  credentials: ['session'],
  response: z.object({ items: z.array(myAccount) }),
});

export const enterAccount = route({
  method: 'PUT',
  path: '/api/session/account',
  summary: 'Work in another account the logged-in user belongs to.',
  act: {
    name: 'session.enter-account',
    did: 'came to work in the account',
    answer: 'account',
    called: 'name',
    elsewhere: true,
  },
  permission: 'user',
  credentials: ['session'],
  body: z.strictObject({ accountId: id }),
  response: session,
});

export const leaveAccount = route({
  method: 'POST',
  path: '/api/session/leave-account',
  summary: 'Leave the account the session works in. Its last owner cannot.',
  act: { name: 'member.leave', did: 'left the account' },
  permission: 'account:read',
  credentials: ['session'],
  repeats: 'once',
  response: okResponse,
});
