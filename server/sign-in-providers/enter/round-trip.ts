import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import { domainOf } from '../domains/by-domain.ts';
import type { Issuers } from '../issuer/issuers.ts';
import type { Provider, Vouched } from '../issuer/provider.ts';
import { readProvider } from '../set-up/providers.ts';
import { type Attempt, beginAttempt, type Purpose, takeAttempt, type Wish } from './attempts.ts';

export interface RoundTripDeps {
  database: Database;
  issuers: Issuers;
  secrets: Secrets;
}

interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

interface Trip {
  providerId: string;
  purpose: Purpose;
  /** Of whoever is logged in; null for entering. */
  sessionId: string | null;
}

/**
 * Begins a round trip to a provider.
 * @returns the issuer's address to send the browser to
 * @throws not_found; sign_in_refused when the issuer cannot be asked
 */
export async function setOut(
  deps: RoundTripDeps,
  exchange: Exchange,
  { wish, ...trip }: Trip & { wish?: Wish },
): Promise<{ address: string }> {
  const provider = await requireProvider(deps, trip);
  const begun = await deps.database.asSystem((tx) =>
    beginAttempt(tx, exchange, { ...trip, ...(wish && { wish }) }),
  );
  return { address: await deps.issuers.addressFor(provider, begun, { fresh: trip.purpose === 'prove' }) };
}

/**
 * Ends a round trip: the attempt is used up, whatever comes of it, and the code redeemed. The provider is looked at again: it
 * may have been disabled or removed meanwhile.
 * @throws sign_in_over, not_found, sign_in_refused
 */
export async function comeBack(
  deps: RoundTripDeps,
  request: FastifyRequest,
  { answer, ...trip }: Trip & { answer: string },
): Promise<{ provider: Provider; vouched: Vouched; attempt: Attempt }> {
  const attempt = await deps.database.asSystem((tx) => takeAttempt(tx, request, answer, trip));
  const provider = await requireProvider(deps, trip);
  const fresh = trip.purpose === 'prove' ? { freshSince: new Date(attempt.begunAt) } : {};
  const vouched = await deps.issuers.redeem(provider, attempt.trip, answer, fresh);
  if (trip.purpose !== 'test') refuseOutsiders(provider, vouched);
  return { provider, vouched, attempt };
}

/**
 * The provider of a round trip. Only a trial goes through one that is not enabled.
 * @throws not_found
 */
export async function requireProvider(
  { database, secrets }: RoundTripDeps,
  { providerId, purpose }: Pick<Trip, 'providerId' | 'purpose'>,
): Promise<Provider> {
  const provider = await database.asSystem((tx) => readProvider(tx, secrets, providerId));
  if (!provider || !(provider.enabled || purpose === 'test'))
    throw problem('not_found', 'One cannot log in that way here any more. Choose another.');
  return provider;
}

/** @throws sign_in_refused for addresses outside of the provider's domains, and for those it does not vouch for */
function refuseOutsiders({ emailDomains, label }: Provider, { provedEmail }: Vouched): void {
  if (emailDomains.length === 0) return;
  if (!emailDomains.includes(domainOf(provedEmail)))
    throw problem(
      'sign_in_refused',
      `${label} lets people in with addresses of certain domains alone, which it must vouch for. Choose another login there.`,
    );
}
