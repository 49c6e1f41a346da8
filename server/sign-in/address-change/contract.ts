import { z } from 'zod';
import { email } from '../../accounts/contract.ts';
import { okResponse, route } from '../../platform/http/contract.ts';

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
