import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Scope } from '#server/accounts/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { findPerson } from './enter/identities.ts';
import { comeBack, type RoundTripDeps, requireProvider, setOut } from './enter/round-trip.ts';
import { sessionOf } from './own/own-identities.ts';
import { noSuchProvider } from './set-up/providers.ts';

/**
 * Begins to try a provider out, enabled or not.
 * @param of whose it must be: an account's, or null for the install's
 * @throws not_found, sign_in_refused
 */
export async function beginTest(
  deps: RoundTripDeps,
  http: { request: FastifyRequest; reply: FastifyReply },
  scope: Scope,
  { providerId, of }: { providerId: string; of: string | null },
): Promise<{ address: string }> {
  const { accountId } = await requireProvider(deps, { providerId, purpose: 'test' });
  if (accountId !== of) throw noSuchProvider();
  return await setOut(deps, http, { providerId, purpose: 'test', sessionId: sessionOf(scope) });
}

/** What a provider said in a trial of whoever set it up; nothing comes of it. */
export async function finishTest(
  deps: RoundTripDeps,
  request: FastifyRequest,
  scope: Scope,
  answered: { providerId: string; answer: string },
) {
  const trip = { ...answered, purpose: 'test', sessionId: sessionOf(scope) } as const;
  const { provider, vouched } = await comeBack(deps, request, trip);
  const person = await deps.database.asSystem(async (tx) => {
    const userId = (await findPerson(tx, provider, vouched)) ?? null;
    return await tx.maybeOne<{ email: string }>(sql`select email from users where id = ${userId}`);
  });
  const { id, kind, label } = provider;
  return {
    provider: { id, kind, label },
    subject: vouched.subject,
    name: vouched.name,
    email: vouched.email,
    isProved: vouched.provedEmail !== undefined,
    tellsTime: vouched.authenticatedAt !== undefined,
    linkedTo: person?.email ?? null,
    ofAccount: provider.accountId !== null,
  };
}
