import { z } from 'zod';
import { closing } from '../accounts/contract.ts';
import { id, idParams, instant, okResponse, route } from '../platform/http/contract.ts';

/** Closing is for people: a program with a key can neither take everything along nor close the account behind it. */
const forOwners = { permission: 'account:own', credentials: ['session'] } as const;

const comment = z.string().trim().max(1000, 'At most 1,000 characters.');

const accountExport = z.object({
  id,
  askedAt: instant,
  askedBy: z.string().nullable(),
  /** `waiting` to be fetched; `over` when nobody did in time. */
  state: z.enum(['waiting', 'running', 'done', 'broken', 'over']),
  /** Rows written so far, and rows there were when it was asked for. */
  rows: z.int(),
  total: z.int(),
});
export type AccountExport = z.output<typeof accountExport>;

export const getClosing = route({
  method: 'GET',
  path: '/api/account/closing',
  summary: 'Whether the account is being closed, how long the time of grace is, and its last exports.',
  ...forOwners,
  response: z.object({
    closing: closing.nullable(),
    /** Days between closing and erasure. */
    days: z.int(),
    /** Why it cannot be closed; null when it can. */
    hindrance: z.string().nullable(),
    exports: z.array(accountExport),
  }),
});

export const closeAccount = route({
  method: 'POST',
  path: '/api/account/closing',
  repeats: 'once',
  summary:
    'Close the account: nothing is sent any more, it can only be read, and after a time of grace it is erased.',
  act: { name: 'account.close', did: 'closed the account' },
  ...forOwners,
  stepUp: true,
  withoutAgreement: true,
  body: z.strictObject({
    /** The account’s name, typed by the person. */
    name: z.string().max(200),
    /** For those who run the install. */
    comment: comment.optional(),
  }),
  response: closing,
});

export const reopenAccount = route({
  method: 'DELETE',
  path: '/api/account/closing',
  summary: 'Keep the account after all. What was being sent stays paused until somebody lets it go on.',
  act: { name: 'account.reopen', did: 'reopened the account' },
  ...forOwners,
  withoutAgreement: true,
  response: okResponse,
});

export const askForExport = route({
  method: 'POST',
  path: '/api/account/exports',
  summary:
    'Ask for an export of everything in the account. It is fetched once, within two minutes; five an hour.',
  act: { name: 'account.export', did: 'asked for an export of the whole account' },
  repeats: 'atomic',
  ...forOwners,
  rate: 'heavy',
  stepUp: true,
  withoutAgreement: true,
  status: 201,
  response: accountExport,
});

export const fetchExport = route({
  method: 'GET',
  path: '/api/account/exports/:id/file',
  summary: 'The export that was asked for, as a ZIP file: once, for whoever asked.',
  act: { name: 'account.fetch-export', did: 'fetched an export of the whole account' },
  ...forOwners,
  rate: 'heavy',
  params: idParams,
  produces: 'application/zip',
});

/** For those who run the install, in a browser alone. */
const forSupport = { permission: 'operator:support', credentials: ['session'] } as const;

export const closeAccountByOperator = route({
  method: 'PUT',
  path: '/api/operator/accounts/:id/closing',
  summary: 'Close an account, with a reason its people read. It is erased after the time of grace.',
  act: { name: 'account.close-by-operator', did: 'closed the account', called: 'name' },
  ...forSupport,
  stepUp: true,
  params: idParams,
  body: z.strictObject({
    reason: comment.min(10, 'Say why in a sentence: the account’s people will read it.'),
  }),
  response: closing.extend({ name: z.string() }),
});

export const reopenAccountByOperator = route({
  method: 'DELETE',
  path: '/api/operator/accounts/:id/closing',
  summary: 'Reopen an account that is being closed.',
  act: { name: 'account.reopen-by-operator', did: 'reopened the account' },
  ...forSupport,
  params: idParams,
  response: okResponse,
});

const erasedAccount = z.object({
  id,
  why: z.enum(['closed', 'never-confirmed']),
  closedBy: z.enum(['owner', 'operator']).nullable(),
  madeAt: instant,
  beganAt: instant,
  /** Null while rows of it are still being deleted. */
  finishedAt: instant.nullable(),
  /** Rows deleted so far. */
  rows: z.int(),
});
export type ErasedAccount = z.output<typeof erasedAccount>;

export const listErasedAccounts = route({
  method: 'GET',
  path: '/api/operator/erased-accounts',
  summary:
    'Accounts that were erased or are being erased, the last first: at most 100. Nothing of a person is left of them.',
  permission: 'operator:read',
  credentials: ['session'],
  response: z.object({ items: z.array(erasedAccount) }),
});
