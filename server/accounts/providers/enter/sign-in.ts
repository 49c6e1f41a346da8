import { sql, type Tx } from '#server/platform/database/index.ts';
import { attribute } from '../../activity/attribute.ts';
import { invitationHash } from '../../registration/invitations.ts';
import type { Session } from '../../sign-in/contract.ts';
import { type Entrance, type Exchange, enter } from '../../sign-in/enter.ts';
import { enterOrAsk } from '../../sign-in/second-step.ts';
import type { Way } from '../../sign-in/sessions.ts';
import type { Offer } from '../contract.ts';
import type { Provider, Vouched } from '../issuer/provider.ts';
import { forgetBrowser } from './attempts.ts';
import { findPerson, noteUse } from './identities.ts';
import { localPath } from './local-path.ts';
import { greetNewcomer } from './newcomers.ts';
import { comeBack, type RoundTripDeps, setOut } from './round-trip.ts';

export type SignInDeps = RoundTripDeps & Entrance;

/** The buttons of the login page. */
export async function listOffers(tx: Tx): Promise<Offer[]> {
  return await tx.query<Offer>(
    sql`select id, kind, label from sign_in_providers where enabled order by created_at, id`,
  );
}

/** Begins to log in with a provider. @throws not_found, sign_in_refused */
export async function beginSignIn(
  deps: SignInDeps,
  exchange: Exchange,
  {
    providerId,
    next,
    invitation,
  }: { providerId: string; next?: string | undefined; invitation?: string | undefined },
): Promise<{ address: string }> {
  const wish = { next, ...(invitation !== undefined && { invitationHash: invitationHash(invitation) }) };
  return await setOut(deps, exchange, { providerId, purpose: 'enter', sessionId: null, wish });
}

/**
 * Logs in whom the provider vouches for: the person its subject is linked with. Nobody is found by an address: an issuer
 * could name any. Who is unknown may open an account, where that is wanted.
 * @throws second_step_needed, sign_in_over, sign_in_refused, not_found
 */
export async function finishSignIn(
  deps: SignInDeps,
  exchange: Exchange,
  { providerId, answer }: { providerId: string; answer: string },
): Promise<{ session: Session | null; next: string }> {
  const trip = { providerId, purpose: 'enter', sessionId: null, answer } as const;
  const { provider, vouched, attempt } = await comeBack(deps, exchange.request, trip);
  const next = localPath(attempt.wish.next);
  const userId = await deps.database.asSystem((tx) => findPerson(tx, provider, vouched));
  if (userId === undefined) {
    await greetNewcomer(deps, exchange, provider, vouched, attempt.wish.invitationHash);
    return { session: null, next };
  }
  attribute(exchange.request, { userId });
  await deps.database.asSystem((tx) => noteUse(tx, provider, vouched));
  forgetBrowser(exchange.request, exchange.reply);
  return { session: await letIn(deps, exchange, userId, provider, vouched), next };
}

/** A provider is one factor; who has a second one here is asked for it, unless the provider's own is trusted. */
async function letIn(
  deps: SignInDeps,
  exchange: Exchange,
  userId: string,
  provider: Provider,
  vouched: Vouched,
): Promise<Session> {
  const way = wayThrough(provider, vouched);
  if (provider.trustsSecondFactor)
    return await enter(deps, exchange, { userId }, { secondFactor: false, way });
  return await enterOrAsk(deps, exchange, { userId }, way);
}

/** A provider that does not tell when the person proved themselves there has proved nothing just now. */
const wayThrough = ({ id, accountId }: Provider, { authenticatedAt }: Vouched): Way => ({
  ...(accountId === null ? { providerId: id } : { bound: { accountId, providerId: id } }),
  provedAt: (authenticatedAt ?? new Date(0)).toISOString(),
});
