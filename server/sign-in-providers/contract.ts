import { z } from 'zod';
import { demographics, phone, postalAddress, timeZone } from '../accounts/contract.ts';
import { id, idParams, instant, line, okResponse, route } from '../platform/http/contract.ts';
import { policyVersion } from '../policies/contract.ts';
import { offer, session } from '../sign-in/contract.ts';
import { emailDomain, forOwners } from './inputs/contract.ts';

export * from './domains/contract.ts';

/** For a person at a browser, about their own login. */
const own = { permission: 'user', credentials: ['session'] } as const;
const forOperators = { permission: 'operator:manage', credentials: ['session'] } as const;

/** The query of the address with which the issuer sent the browser back. */
const answer = z.string().min(1).max(6000);
/** Which provider; of the install. */
const providerId = id;
/** Where the browser goes now: an address of the issuer. */
const away = z.object({ address: z.string() });

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

const identity = z.object({
  id,
  provider: offer,
  /** As the provider calls the person. */
  called: z.string(),
  linkedAt: instant,
  lastUsedAt: instant.nullable(),
});
export type Identity = z.output<typeof identity>;

export const listIdentities = route({
  method: 'GET',
  path: '/api/identities',
  summary: 'Your logins elsewhere that open your login here, and those you could add.',
  ...own,
  response: z.object({
    items: z.array(identity),
    offers: z.array(offer),
    /** Whether there is a password to log in with. */
    hasPassword: z.boolean(),
  }),
});

export const beginLink = route({
  method: 'POST',
  path: '/api/identities/begin',
  repeats: 'lapses',
  summary: 'Begin to link a login elsewhere with yours here: where to send the browser.',
  ...own,
  rate: 'login',
  stepUp: true,
  act: null,
  body: z.strictObject({ providerId }),
  response: away,
});

export const finishLink = route({
  method: 'POST',
  path: '/api/identities/finish',
  repeats: 'once',
  summary: 'Link the login elsewhere that was shown. Ends your other sessions.',
  ...own,
  rate: 'login',
  act: { name: 'identity.link', did: 'linked a login elsewhere with theirs', called: 'called' },
  body: z.strictObject({ providerId, answer }),
  response: identity,
});

export const unlinkIdentity = route({
  method: 'DELETE',
  path: '/api/identities/:id',
  summary: 'Unlink a login elsewhere; never your last way in. Ends your other sessions.',
  ...own,
  stepUp: true,
  act: { name: 'identity.unlink', did: 'unlinked a login elsewhere' },
  params: idParams,
  response: okResponse,
});

export const beginProof = route({
  method: 'POST',
  path: '/api/session/proof/provider',
  repeats: 'lapses',
  summary: 'Begin to confirm with a linked login elsewhere that it is you: where to send the browser.',
  ...own,
  whenBound: true,
  rate: 'login',
  act: null,
  body: z.strictObject({ providerId }),
  response: away,
});

export const finishProof = route({
  method: 'POST',
  path: '/api/session/proof/provider/finish',
  repeats: 'renews',
  summary: 'Confirm that it is you: the provider asked you for proof just now.',
  ...own,
  whenBound: true,
  rate: 'login',
  act: { name: 'session.prove', did: 'confirmed who they are' },
  body: z.strictObject({ providerId, answer }),
  response: okResponse,
});

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
