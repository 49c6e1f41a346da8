import { z } from 'zod';
import { id, idParams, instant, okResponse, route } from '../../platform/http/contract.ts';
import { givenRoles } from '../../team/contract.ts';
import { emailDomain, forOwners } from '../inputs/contract.ts';

const accountDomain = z.object({
  id,
  domain: z.string(),
  /** The TXT record that proves the domain to be the account’s. */
  record: z.object({ name: z.string(), value: z.string() }),
  /** When the record was last seen; null before the first time. */
  seenAt: instant.nullable(),
  /** Whether it was seen lately enough to count. */
  isProved: z.boolean(),
  /** As what people with an address there join by themselves; null when they do not. */
  joinsAs: z.enum(givenRoles).nullable(),
});
export type AccountDomain = z.output<typeof accountDomain>;

export const listAccountDomains = route({
  method: 'GET',
  path: '/api/account-domains',
  summary: 'The email domains of the account, for its single sign-on.',
  ...forOwners,
  response: z.object({ items: z.array(accountDomain) }),
});

export const addAccountDomain = route({
  method: 'POST',
  path: '/api/account-domains',
  summary: 'Name an email domain of the account. It counts for nothing before its DNS record is seen.',
  ...forOwners,
  repeats: 'atomic',
  stepUp: true,
  act: { name: 'account-domain.add', did: 'named the email domain', called: 'domain' },
  body: z.strictObject({ domain: emailDomain }),
  status: 201,
  response: accountDomain,
});

export const changeAccountDomain = route({
  method: 'PATCH',
  path: '/api/account-domains/:id',
  summary:
    'Choose as what people join by themselves whom a provider of the account vouches for with an address in the domain.',
  ...forOwners,
  stepUp: true,
  act: { name: 'account-domain.change', did: 'chose who joins by the email domain', called: 'domain' },
  params: idParams,
  body: z.strictObject({ joinsAs: z.enum(givenRoles).nullable() }),
  response: accountDomain,
});

export const checkAccountDomain = route({
  method: 'POST',
  path: '/api/account-domains/:id/check',
  summary: 'Look for the DNS record of a domain now. While it stands it is looked for again by itself.',
  ...forOwners,
  repeats: 'once',
  rate: 'heavy',
  act: { name: 'account-domain.check', did: 'had the DNS record looked for of', called: 'domain' },
  params: idParams,
  response: accountDomain,
});

export const removeAccountDomain = route({
  method: 'DELETE',
  path: '/api/account-domains/:id',
  summary: 'Remove an email domain of the account: nobody joins by it any more. Members stay.',
  ...forOwners,
  stepUp: true,
  act: { name: 'account-domain.remove', did: 'removed an email domain' },
  params: idParams,
  response: okResponse,
});
