import { z } from 'zod';
import { email } from '../../accounts/contract.ts';
import { instant, okResponse, route } from '../../platform/http/contract.ts';

const token = z.string().max(100);

export const askForNewAddress = route({
  method: 'POST',
  path: '/api/address',
  summary:
    'Begin to log in with another address: a link goes to it, and one that stops this goes to the present one.',
  permission: 'user',
  credentials: ['session'],
  repeats: 'atomic',
  rate: 'login',
  stepUp: true,
  body: z.strictObject({ email }),
  act: { name: 'address.ask', did: 'asked for another address' },
  response: okResponse,
});

const change = z.object({
  /** The address that was asked for. Whether it can be used, only its mailbox tells. */
  email: z.string(),
  /** Until when its link can be opened. */
  until: instant,
});
export type AddressChange = z.output<typeof change>;

export const getAddressChange = route({
  method: 'GET',
  path: '/api/address',
  summary: 'The change of address that is under way: asked for, and its link not opened yet. Else null.',
  permission: 'user',
  credentials: ['session'],
  response: z.object({ change: change.nullable() }),
});

export const withdrawNewAddress = route({
  method: 'DELETE',
  path: '/api/address',
  summary: 'Take back the wish to log in with another address, before its link was opened.',
  permission: 'user',
  credentials: ['session'],
  act: { name: 'address.withdraw', did: 'took back the wish for another address' },
  response: okResponse,
});

export const confirmNewAddress = route({
  method: 'POST',
  path: '/api/address/confirm',
  summary:
    'Log in with the new address from now on: with the link mailed to it, in a session of the same person.',
  permission: 'user',
  credentials: ['session'],
  repeats: 'once',
  rate: 'login',
  body: z.strictObject({ token }),
  act: { name: 'address.change', did: 'changed their address' },
  response: z.object({ email: z.string() }),
});

export const stopNewAddress = route({
  method: 'POST',
  path: '/api/address/stop',
  summary: 'Stop or undo a change of address with the link mailed to the old one; ends all sessions.',
  permission: 'public',
  rate: 'login',
  body: z.strictObject({ token }),
  act: { name: 'address.stop', did: 'stopped a change of address' },
  /** `undone`: it had been made already. */
  response: z.object({ undone: z.boolean() }),
});
