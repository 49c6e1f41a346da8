import { z } from 'zod';
import { closing, email, getOwnPlan, roles } from '../accounts/contract.ts';
import { id, idParams, instant, line, page, pageQuery, route } from '../platform/http/contract.ts';
import { registrationInvitation } from '../registration/contract.ts';

export * from './health/contract.ts';
export * from './staff/contract.ts';

/** For those who run the install, in a browser alone: whoever of them, and those who act on accounts. */
const forStaff = { permission: 'operator:read', credentials: ['session'] } as const;
const forSupport = { permission: 'operator:support', credentials: ['session'] } as const;

const operatorsAccount = z.object({
  id,
  name: z.string(),
  createdAt: instant,
  /** Null: none, and no limits by one. */
  plan: z.object({ id, name: z.string() }).nullable(),
  /** Messages in any 24 hours, beside what the plan says; null for no cap of its own. */
  dailyCap: z.int().nullable(),
  /** Why its people may only read, in words they are shown; null when it is not suspended. */
  suspendedReason: z.string().nullable(),
  suspendedAt: instant.nullable(),
  /** Whether no link in its mail leads on while it is suspended. */
  linksStopped: z.boolean(),
  closing: closing.nullable(),
  owners: z.array(z.string()),
  members: z.int(),
  contacts: z.int(),
  /** Messages that mail servers accepted in the last 30 days. */
  accepted: z.int(),
  /** When one of its people was last here; null when nobody ever was. */
  lastSeenAt: instant.nullable(),
});
export type OperatorsAccount = z.output<typeof operatorsAccount>;

const note = z.object({ id, text: z.string(), writtenBy: z.string().nullable(), writtenAt: instant });
export type OperatorNote = z.output<typeof note>;

const operatorsAccountDetail = operatorsAccount.extend({
  people: z.array(
    z.object({
      id,
      name: z.string(),
      email: z.string(),
      role: z.enum(roles),
      lastSeenAt: instant.nullable(),
    }),
  ),
  /** What its plan limits; null where it has none. */
  limits: getOwnPlan.response.shape.plan,
  use: getOwnPlan.response.shape.use,
  /** Of the last 30 days, by day in UTC; days without mail are missing. */
  days: z.array(z.object({ day: z.iso.date(), accepted: z.int(), deferred: z.int(), rejected: z.int() })),
  notes: z.array(note),
});
export type OperatorsAccountDetail = z.output<typeof operatorsAccountDetail>;

export const listAccounts = route({
  method: 'GET',
  path: '/api/operator/accounts',
  summary: 'The accounts of this install.',
  ...forStaff,
  query: pageQuery.extend({
    cursor: z.coerce.number().int().min(0).max(1_000_000).optional(),
    /** Part of the name, or of the name or address of one of its people. */
    search: z.string().trim().max(200).optional(),
    state: z.enum(['active', 'suspended', 'closing']).optional(),
    /** The id of a plan, or `none`. */
    plan: z.union([id, z.literal('none')]).optional(),
    sort: z.enum(['newest', 'name', 'accepted', 'seen']).default('newest'),
  }),
  response: page(operatorsAccount),
});

export const getOperatorsAccount = route({
  method: 'GET',
  path: '/api/operator/accounts/:id',
  summary: 'One account: its people, its use, and the operators’ notes. Neither lists nor mail are shown.',
  ...forStaff,
  params: idParams,
  response: operatorsAccountDetail,
});

export const makeAccountFor = route({
  method: 'POST',
  path: '/api/operator/accounts',
  repeats: 'atomic',
  summary:
    'Prepare an account for somebody: they have mail with a link, good for 14 days, to choose a password and open it.',
  act: { name: 'account.prepare', did: 'prepared an account for', called: 'email' },
  ...forSupport,
  rate: 'heavy',
  body: z.strictObject({
    organisation: line(200).min(1, 'Name the organisation.'),
    name: line(200).min(1, 'Name the person.'),
    email,
    planId: id.nullable(),
  }),
  status: 201,
  response: registrationInvitation,
});

export const setDailyCap = route({
  method: 'PUT',
  path: '/api/operator/accounts/:id/daily-cap',
  summary: 'Set how many messages an account may send in any 24 hours; null for no cap.',
  act: { name: 'account.set-daily-cap', did: 'set the daily cap of the account', called: 'name' },
  ...forSupport,
  stepUp: true,
  params: idParams,
  body: z.strictObject({ dailyCap: z.int().min(1, 'At least 1.').max(1_000_000_000).nullable() }),
  response: operatorsAccount,
});

export const setAccountPlan = route({
  method: 'PUT',
  path: '/api/operator/accounts/:id/plan',
  summary: 'Give an account a plan, or none.',
  act: { name: 'account.set-plan', did: 'set the plan of the account', called: 'name' },
  ...forSupport,
  stepUp: true,
  params: idParams,
  body: z.strictObject({ planId: id.nullable() }),
  response: operatorsAccount,
});

export const suspendAccount = route({
  method: 'PUT',
  path: '/api/operator/accounts/:id/suspension',
  summary: 'Suspend an account: sending stops, its people may only read and export, and are told why.',
  act: { name: 'account.suspend', did: 'suspended the account', called: 'name' },
  stepUp: true,
  ...forSupport,
  params: idParams,
  body: z.strictObject({
    reason: z
      .string()
      .trim()
      .min(10, 'Say why in a sentence: the account’s people will read it.')
      .max(1000, 'At most 1,000 characters.'),
    /** Against spam and phishing that is out already: links and web versions of its mail answer 410, leaving works on. */
    stopLinks: z.boolean().default(false),
  }),
  response: operatorsAccount,
});

export const restoreAccount = route({
  method: 'DELETE',
  path: '/api/operator/accounts/:id/suspension',
  summary: 'Restore a suspended account. Its campaigns stay paused until its people let them go on.',
  act: { name: 'account.restore', did: 'restored the account', called: 'name' },
  ...forSupport,
  params: idParams,
  response: operatorsAccount,
});

export const writeOperatorNote = route({
  method: 'POST',
  path: '/api/operator/accounts/:id/notes',
  repeats: 'atomic',
  summary: 'Write a note about an account, for the operators alone.',
  act: { name: 'account.note', did: 'wrote a note about the account', staffOnly: true },
  ...forSupport,
  params: idParams,
  body: z.strictObject({
    text: z.string().trim().min(1, 'Write something.').max(5000, 'At most 5,000 characters.'),
  }),
  status: 201,
  response: note,
});

export const removeOperatorNote = route({
  method: 'DELETE',
  path: '/api/operator/accounts/:id/notes/:noteId',
  summary: 'Remove a note about an account.',
  act: { name: 'account.remove-note', did: 'removed a note about the account', staffOnly: true },
  ...forSupport,
  params: z.object({ id, noteId: id }),
  response: z.object({ ok: z.literal(true) }),
});
