import { z } from 'zod';
import { email, password } from '../../accounts/contract.ts';
import { okResponse, route } from '../../platform/http/contract.ts';

/** The secret of a link in a mail. */
const token = z.string().max(100);

export const changePassword = route({
  method: 'PUT',
  path: '/api/password',
  summary: 'Choose another password; ends the caller’s other sessions.',
  permission: 'user',
  credentials: ['session'],
  rate: 'login',
  body: z.strictObject({ present: z.string().max(128), password }),
  act: { name: 'password.change', did: 'chose another password' },
  response: okResponse,
});

export const askForPasswordLink = route({
  method: 'POST',
  path: '/api/password/forgotten',
  summary:
    'Have a link mailed with which to choose a new password. The same answer whether or not the address is known.',
  permission: 'public',
  rate: 'login',
  body: z.strictObject({ email }),
  act: { name: 'password.ask-link', did: 'asked for a link to choose a password' },
  response: okResponse,
});

export const resetPassword = route({
  method: 'POST',
  path: '/api/password/reset',
  summary: 'Choose a new password with the link of a mail; ends all sessions of its owner and opens none.',
  permission: 'public',
  rate: 'login',
  body: z.strictObject({ token, password }),
  act: { name: 'password.reset', did: 'chose a new password by mail' },
  response: okResponse,
});
