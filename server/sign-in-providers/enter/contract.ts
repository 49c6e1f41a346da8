/** Coming in with a login elsewhere. Browser-safe. */
import { z } from 'zod';
import { demographics, phone, postalAddress, timeZone } from '../../accounts/contract.ts';
import { id, line, route } from '../../platform/http/contract.ts';
import { policyVersion } from '../../policies/contract.ts';
import { offer, session } from '../../sign-in/contract.ts';
import { answer, away, emailDomain, providerId } from '../inputs/contract.ts';

export const listSignInProviders = route({
  method: 'GET',
  path: '/api/sign-in/providers',
  summary: 'With which logins elsewhere one can log in here.',
  permission: 'public',
  response: z.object({
    items: z.array(
      offer.extend({
        /** Whether strangers may open an account with it, where they may open one. */
        registers: z.boolean(),
      }),
    ),
    /** Whether there are accounts whose own provider is found by the domain of an address. */
    byDomain: z.boolean(),
  }),
});

export const findProvidersByDomain = route({
  method: 'GET',
  path: '/api/sign-in/providers-of-domain',
  summary:
    'The providers of accounts that have shown an email domain to be their own. Says nothing of the people in it.',
  permission: 'public',
  rate: 'login',
  query: z.object({ domain: emailDomain }),
  response: z.object({ items: z.array(offer) }),
});

export const beginSignIn = route({
  method: 'POST',
  path: '/api/sign-in/begin',
  summary: 'Begin to log in with a provider: where to send the browser.',
  permission: 'public',
  rate: 'login',
  act: null,
  body: z.strictObject({
    providerId,
    /** The code of an invitation to register. */
    invitation: z.string().max(100).optional(),
    /** The token of an invitation to an account. */
    joining: z.string().max(100).optional(),
  }),
  response: away,
});

export const finishSignIn = route({
  method: 'POST',
  path: '/api/sign-in/finish',
  summary:
    'Log in with what the provider sent the browser back with. Who is unknown here and may open an account, or is invited to one, is asked for the rest.',
  permission: 'public',
  rate: 'login',
  act: { name: 'session.open-by-provider', did: 'logged in with a provider' },
  body: z.strictObject({ providerId, answer }),
  response: z.object({
    /** Null for who is unknown and may open an account, or join one. */
    session: session.nullable(),
  }),
});

export const getNewcomer = route({
  method: 'GET',
  path: '/api/sign-in/newcomer',
  summary:
    'Whom a provider vouched for, in this browser, a moment ago: the beginning of a registration, or of joining an account.',
  permission: 'public',
  response: z.object({
    name: z.string(),
    /** As the provider tells it; empty when it tells none. */
    email: z.string(),
    provider: z.string(),
    /** What they join, and the address that is theirs there; null for who opens an account. */
    joining: z.object({ account: z.string(), email: z.string() }).nullable(),
    policies: z.array(
      policyVersion.pick({ id: true, kind: true, title: true, version: true, mustAgree: true }),
    ),
  }),
});

export const registerNewcomer = route({
  method: 'POST',
  path: '/api/sign-in/newcomer',
  summary: 'Open an account for whom a provider vouched for; logs in.',
  permission: 'public',
  rate: 'login',
  act: {
    name: 'account.register-by-provider',
    did: 'registered with a provider',
    answer: 'account',
    called: 'name',
  },
  body: z.strictObject({
    name: line(200).min(1, 'Tell us your name.'),
    organisation: line(200).min(1, 'Name your organisation.'),
    phone,
    ...demographics.shape,
    postalAddress,
    timeZone: timeZone.default('UTC'),
    agreedTo: z.array(id).max(20),
  }),
  status: 201,
  response: session,
});

export const joinAsNewcomer = route({
  method: 'POST',
  path: '/api/sign-in/newcomer/join',
  summary:
    'Join an account as a new user whom a provider vouched for, without a password, by an invitation or by the domain of the address; logs in.',
  permission: 'public',
  rate: 'login',
  act: {
    name: 'account.join-by-provider',
    did: 'joined with a provider as a new user the account',
    answer: 'account',
    called: 'name',
  },
  body: z.strictObject({
    name: line(200).min(1, 'Tell us your name.'),
    agreedTo: z.array(id).max(20),
  }),
  status: 201,
  response: session,
});
