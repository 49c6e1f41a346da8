import { z } from 'zod';
import { id, instant, line, route } from '../../platform/http/contract.ts';
import { email } from '../inputs/contract.ts';
import { closing } from '../standing/contract.ts';

export const timeZone = z.string().refine(isTimeZone, 'This is not a time zone name such as Europe/Lisbon.');
export const postalAddress = z
  .string()
  .trim()
  .min(5, 'Give the postal address that people can write to.')
  .max(500);

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

export const account = z.object({
  id,
  name: z.string(),
  postalAddress: z.string(),
  timeZone: z.string(),
  defaultFromName: z.string(),
  defaultFromEmail: z.string(),
  /** Messages in any 24 hours, set by the operator; null for no cap. */
  dailyCap: z.int().nullable(),
  /** Why it may only be read and exported, in the operator’s words; null when it is not suspended. */
  suspendedReason: z.string().nullable(),
  /** When it is erased, and who closed it; null when nobody did. */
  closing: closing.nullable(),
  whenUnsure,
  /** Whether a second person has to approve every campaign before it is sent. */
  approvalRequired: z.boolean(),
  createdAt: instant,
});
export type Account = z.output<typeof account>;

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
  act: { name: 'account.change', did: 'changed the account’s settings' },
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

export const requireApproval = route({
  method: 'PUT',
  path: '/api/account/approval',
  summary:
    'From now on no campaign is sent before a second person has approved it. What is scheduled without that becomes a draft.',
  act: {
    name: 'account.require-approval',
    did: 'switched on approval before send in the account',
    called: 'name',
  },
  permission: 'account:own',
  credentials: ['session'],
  response: account,
});

export const dropApproval = route({
  method: 'DELETE',
  path: '/api/account/approval',
  summary: 'Let campaigns be sent without the approval of a second person again.',
  act: {
    name: 'account.drop-approval',
    did: 'switched off approval before send in the account',
    called: 'name',
  },
  permission: 'account:own',
  credentials: ['session'],
  stepUp: true,
  response: account,
});
