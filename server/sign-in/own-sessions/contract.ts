import { z } from 'zod';
import { id, instant, okResponse, route } from '../../platform/http/contract.ts';

const ownSession = z.object({
  id,
  /** In words, e.g. `Firefox on Linux`. */
  browser: z.string(),
  /** The address it was opened from. */
  ip: z.string(),
  /** Whether that address belongs to a network of one's own rather than the internet. */
  isLocal: z.boolean(),
  /** City and country of that address, where the install has a file that knows them (PLACES_FILE). */
  place: z.string().nullable(),
  startedAt: instant,
  lastSeenAt: instant,
  /** Whether it is the one that asks. */
  isThis: z.boolean(),
  /** Whether the person had not used the browser before. */
  newDevice: z.boolean(),
  /** Whether a passkey or a code was given in it. */
  secondFactor: z.boolean(),
});
export type OwnSession = z.output<typeof ownSession>;

export const listOwnSessions = route({
  method: 'GET',
  path: '/api/sessions',
  summary: 'Where the caller is logged in, in all accounts.',
  permission: 'user',
  credentials: ['session'],
  response: z.object({ items: z.array(ownSession) }),
});

export const endOwnSession = route({
  method: 'DELETE',
  path: '/api/sessions/:id',
  summary: 'End a session of the caller at once.',
  permission: 'user',
  credentials: ['session'],
  params: z.object({ id }),
  act: { name: 'session.end', did: 'ended a session' },
  response: okResponse,
});

export const endOtherSessions = route({
  method: 'POST',
  path: '/api/sessions/end-others',
  summary: 'Log the caller out everywhere but here.',
  permission: 'user',
  credentials: ['session'],
  repeats: 'once',
  act: { name: 'session.end-others', did: 'logged out everywhere else' },
  response: z.object({ ended: z.int() }),
});
