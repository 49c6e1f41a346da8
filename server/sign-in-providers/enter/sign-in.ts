import { invitationHash } from '#server/accounts/index.ts';
import { attribute } from '#server/activity/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import type { Offer, Session } from '#server/sign-in/contract.ts';
import { type Entrance, type Exchange, enter, enterOrAsk } from '#server/sign-in/index.ts';
import type { Provider, Vouched } from '../issuer/provider.ts';
import { forgetBrowser } from './attempts.ts';
import { findPerson, noteUse } from './identities.ts';
import { greetByDomain, greetInvited } from './joining.ts';
import { greetNewcomer } from './newcomers.ts';
import { comeBack, type RoundTripDeps, setOut } from './round-trip.ts';
import { wayThrough } from './way-through.ts';

export type SignInDeps = RoundTripDeps & Entrance;

/** The buttons of the login page, and of those the ones for opening an account. */
export async function listOffers(tx: Tx): Promise<(Offer & { registers: boolean })[]> {
  return await tx.query(
    sql`select id, kind, label, registers from sign_in_providers where enabled order by created_at, id`,
  );
}

/** Begins to log in with a provider. @throws not_found, sign_in_refused */
export async function beginSignIn(
  deps: SignInDeps,
  exchange: Exchange,
  {
    providerId,
    invitation,
    joining,
  }: { providerId: string; invitation?: string | undefined; joining?: string | undefined },
): Promise<{ address: string }> {
  const wish = {
    ...(invitation !== undefined && { invitationHash: invitationHash(invitation) }),
    ...(joining !== undefined && { joiningHash: invitationHash(joining) }),
  };
  return await setOut(deps, exchange, { providerId, purpose: 'enter', sessionId: null, wish });
}

/**
 * Logs in whom the provider vouches for: the person its subject is linked with. Nobody is found by an address: an issuer
 * could name any. Who is unknown may join the account they are invited to or whose domain their address is in, or open one,
 * where that is wanted.
 * @throws second_step_needed, sign_in_over, sign_in_refused, not_found
 */
export async function finishSignIn(
  deps: SignInDeps,
  exchange: Exchange,
  { providerId, answer }: { providerId: string; answer: string },
): Promise<{ session: Session | null }> {
  const trip = { providerId, purpose: 'enter', sessionId: null, answer } as const;
  const { provider, vouched, attempt } = await comeBack(deps, exchange.request, trip);
  const userId = await deps.database.asSystem((tx) => findPerson(tx, provider, vouched));
  if (userId === undefined) {
    const { joiningHash, invitationHash } = attempt.wish;
    if (joiningHash !== undefined) await greetInvited(deps, exchange, provider, vouched, joiningHash);
    else if (provider.accountId !== null)
      await greetByDomain(deps, exchange, { ...provider, accountId: provider.accountId }, vouched);
    else await greetNewcomer(deps, exchange, provider, vouched, invitationHash);
    return { session: null };
  }
  attribute(exchange.request, { userId });
  await deps.database.asSystem((tx) => noteUse(tx, provider, vouched));
  forgetBrowser(exchange.request, exchange.reply);
  return { session: await letIn(deps, exchange, userId, provider, vouched) };
}

/** A provider is one factor; who has a second one here is asked for it, unless the provider's own is trusted. */
async function letIn(
  deps: SignInDeps,
  exchange: Exchange,
  userId: string,
  provider: Provider,
  vouched: Vouched,
): Promise<Session> {
  const way = wayThrough(provider, vouched.authenticatedAt);
  if (provider.trustsSecondFactor)
    return await enter(deps, exchange, { userId }, { secondFactor: false, way });
  return await enterOrAsk(deps, exchange, { userId }, way);
}
