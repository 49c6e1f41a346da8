/** The providers of the install and of accounts. Browser-safe. */
import { z } from 'zod';
import { idParams, instant, line, okResponse, route } from '../../platform/http/contract.ts';
import { offer } from '../../sign-in/contract.ts';
import { answer, away, emailDomain, forOwners, own, providerId } from '../inputs/contract.ts';

const forOperators = { permission: 'operator:manage', credentials: ['session'] } as const;

const shownProvider = offer.extend({
  issuer: z.string(),
  clientId: z.string(),
  hasSecret: z.boolean(),
  enabled: z.boolean(),
  /** Whether strangers may open an account with it, where registration lets them. */
  registers: z.boolean(),
  /** Whether members of the account, except its owners, work in it only when they came in through it. */
  enforced: z.boolean(),
  /** Whether people with a second factor here are let in without it. */
  trustsSecondFactor: z.boolean(),
  /** Lets in only people with an address there that the provider vouches for; everybody when empty. */
  emailDomains: z.array(z.string()),
  /** To be entered at the provider. */
  redirectUri: z.string(),
  /** For the account’s members: leads to the provider and in. */
  signInLink: z.string(),
  /** People who log in with it. */
  people: z.int(),
  createdAt: instant,
});
export type ShownProvider = z.output<typeof shownProvider>;

const label = line(60).min(1, 'Say what stands on the button.');

const newProvider = z.strictObject({
  kind: offer.shape.kind,
  /** The issuer’s address; for Microsoft the id of the directory; for Google nothing. */
  issuer: z.string().trim().max(500).default(''),
  label,
});
export type NewProvider = z.output<typeof newProvider>;

const changes = {
  label: label.optional(),
  clientId: line(500).optional(),
  /** Kept sealed and never shown. */
  clientSecret: line(2000).min(1).optional(),
  enabled: z.boolean().optional(),
  trustsSecondFactor: z.boolean().optional(),
  emailDomains: z.array(emailDomain).max(50).optional(),
};
const changedProvider = z.strictObject({ ...changes, registers: z.boolean().optional() });
const changedAccountProvider = z.strictObject({ ...changes, enforced: z.boolean().optional() });
export type ChangedAccountProvider = z.output<typeof changedAccountProvider>;
export type ChangedProvider = z.output<typeof changedProvider>;

export const listInstallProviders = route({
  method: 'GET',
  path: '/api/operator/sign-in-providers',
  summary: 'The sign-in providers of this install.',
  ...forOperators,
  response: z.object({ items: z.array(shownProvider) }),
});

export const addInstallProvider = route({
  method: 'POST',
  path: '/api/operator/sign-in-providers',
  repeats: 'atomic',
  summary: 'Add a sign-in provider: its issuer is asked what it is. It lets nobody in before it is enabled.',
  ...forOperators,
  stepUp: true,
  act: { name: 'sign-in-provider.add', did: 'added the sign-in provider', called: 'label' },
  body: newProvider,
  status: 201,
  response: shownProvider,
});

export const changeInstallProvider = route({
  method: 'PATCH',
  path: '/api/operator/sign-in-providers/:id',
  summary: 'Change a sign-in provider. Disabling it ends the sessions it opened.',
  ...forOperators,
  stepUp: true,
  act: { name: 'sign-in-provider.change', did: 'changed the sign-in provider', called: 'label' },
  params: idParams,
  body: changedProvider,
  response: shownProvider,
});

export const removeInstallProvider = route({
  method: 'DELETE',
  path: '/api/operator/sign-in-providers/:id',
  summary: 'Remove a sign-in provider. Its sessions end, and people who logged in with it need another way.',
  ...forOperators,
  stepUp: true,
  act: { name: 'sign-in-provider.remove', did: 'removed a sign-in provider' },
  params: idParams,
  response: okResponse,
});

export const beginInstallTest = route({
  method: 'POST',
  path: '/api/operator/sign-in-providers/:id/test',
  repeats: 'lapses',
  summary: 'Begin to try a sign-in provider out, also one that is not enabled: where to send the browser.',
  ...forOperators,
  rate: 'login',
  act: null,
  params: idParams,
  response: away,
});

export const finishTest = route({
  method: 'POST',
  path: '/api/sign-in-test/finish',
  repeats: 'once',
  summary: 'What the provider said in a trial. Nothing is changed by it.',
  ...own,
  whenBound: true,
  rate: 'login',
  act: null,
  body: z.strictObject({ providerId, answer }),
  response: z.object({
    provider: offer,
    subject: z.string(),
    name: z.string(),
    email: z.string(),
    /** Whether the provider vouches for the address. */
    isProved: z.boolean(),
    /** Whether it tells when people proved themselves there, without which they cannot confirm acts with it. */
    tellsTime: z.boolean(),
    /** Who they would be here; null for nobody. */
    linkedTo: z.string().nullable(),
    /** Whether it is an account’s own provider, or the install’s. */
    ofAccount: z.boolean(),
  }),
});

export const listAccountProviders = route({
  method: 'GET',
  path: '/api/account-providers',
  summary: 'The account’s own identity providers (single sign-on).',
  ...forOwners,
  response: z.object({ items: z.array(shownProvider) }),
});

export const addAccountProvider = route({
  method: 'POST',
  path: '/api/account-providers',
  summary:
    'Add an identity provider of the account: its issuer is asked what it is. It lets nobody in before it is enabled.',
  ...forOwners,
  confirmed: true,
  repeats: 'atomic',
  rate: 'heavy',
  stepUp: true,
  act: { name: 'account-provider.add', did: 'added the identity provider', called: 'label' },
  body: newProvider,
  status: 201,
  response: shownProvider,
});

export const changeAccountProvider = route({
  method: 'PATCH',
  path: '/api/account-providers/:id',
  summary:
    'Change an identity provider of the account. Disabling it ends the sessions it opened; enforcing it those of members who came in otherwise.',
  ...forOwners,
  stepUp: true,
  act: { name: 'account-provider.change', did: 'changed the identity provider', called: 'label' },
  params: idParams,
  body: changedAccountProvider,
  response: shownProvider,
});

export const removeAccountProvider = route({
  method: 'DELETE',
  path: '/api/account-providers/:id',
  summary: 'Remove an identity provider of the account. Its sessions end.',
  ...forOwners,
  stepUp: true,
  act: { name: 'account-provider.remove', did: 'removed an identity provider' },
  params: idParams,
  response: okResponse,
});

export const beginAccountTest = route({
  method: 'POST',
  path: '/api/account-providers/:id/test',
  repeats: 'lapses',
  summary: 'Begin to try an identity provider of the account out: where to send the browser.',
  ...forOwners,
  rate: 'login',
  act: null,
  params: idParams,
  response: away,
});
