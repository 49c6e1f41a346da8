import { z } from 'zod';
import { line, route } from '../../platform/http/contract.ts';
import { postalAddress, timeZone } from '../settings/contract.ts';
import { session } from '../sign-in/contract.ts';
import { email, password } from '../sign-in/inputs/contract.ts';

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
  act: { name: 'install.set-up', did: 'set up this install', answer: 'account', called: 'name' },
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
