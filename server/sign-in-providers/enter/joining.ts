import { problem } from '#server/platform/http/index.ts';
import type { Session } from '#server/sign-in/contract.ts';
import { browserOf, type Entrance, type Exchange, enter } from '#server/sign-in/index.ts';
import { findInvitation, joinAsNewUser, logInFirst, takeInvitation } from '#server/team/index.ts';
import { placeByDomain, takePlaceByDomain } from '../domains/by-domain.ts';
import type { Provider, Vouched } from '../issuer/provider.ts';
import { noSuchProvider } from '../set-up/providers.ts';
import { forgetBrowser } from './attempts.ts';
import { keepNewcomer, notLinkedYet, placeOf, takeNewcomer, tieNewcomer } from './newcomers.ts';
import { wayThrough } from './way-through.ts';

/**
 * Keeps whom a provider vouches for while they look at what they are about to join. Whoever has the link reads the mailbox it
 * was sent to, so the provider need say nothing of the address; an account's own lets people into that account alone.
 * @throws not_found when the invitation is not good any more, or the provider is another account's; sign_in_refused for an
 *   address that somebody logs in with, who shows first that it is them
 */
export async function greetInvited(
  { database }: Pick<Entrance, 'database'>,
  exchange: Exchange,
  provider: Provider,
  vouched: Vouched,
  hash: string,
): Promise<void> {
  await database.asSystem(async (tx) => {
    const { accountId, isKnown } = await findInvitation(tx, { hash });
    if (provider.accountId !== null && provider.accountId !== accountId) throw noSuchProvider();
    if (isKnown) throw problem('sign_in_refused', logInFirst);
    await keepNewcomer(tx, exchange, provider, vouched, { joiningHash: hash });
  });
}

/**
 * The same for whom an account's own provider vouches for with an address in a domain of that account, where people join by
 * it. Whoever logs in with the address already is never taken for them.
 * @throws sign_in_refused
 */
export async function greetByDomain(
  { database }: Pick<Entrance, 'database'>,
  exchange: Exchange,
  provider: Provider & { accountId: string },
  vouched: Vouched,
): Promise<void> {
  await database.asSystem(async (tx) => {
    const { provedEmail: email } = vouched;
    const place = email === undefined ? undefined : await placeByDomain(tx, provider.accountId, email);
    if (!place) throw problem('sign_in_refused', notLinkedYet(provider));
    if (place.isKnown)
      throw problem(
        'sign_in_refused',
        `There is a login with the address ${place.email} here, which is not linked yet. Log in as you usually do. If you belong to ${place.account}, link ${provider.label} under Settings, Security; else ask there for an invitation.`,
      );
    await keepNewcomer(tx, exchange, provider, { ...vouched, email: place.email }, {});
  });
}

/**
 * Lets a newcomer join the account they are invited to, or whose domain their address is in: as a new user without a password,
 * tied to the login elsewhere. What an account's own provider opens works in that account alone, as ever.
 * @throws sign_in_over, not_found, over_plan, already_exists, invalid_input, conflict
 */
export async function joinAsNewcomer(
  deps: Entrance,
  exchange: Exchange,
  { name, agreedTo }: { name: string; agreedTo: string[] },
): Promise<Session> {
  const { member, provider } = await deps.database.asSystem(async (tx) => {
    const newcomer = await takeNewcomer(tx, exchange.request);
    const { joiningHash, provider, email } = newcomer;
    const place =
      joiningHash !== null
        ? await takeInvitation(tx, { hash: joiningHash })
        : await placeOf(tx, provider, email, takePlaceByDomain);
    if (!place) throw problem('sign_in_over');
    const user = { name, passwordHash: null, agreedTo };
    const member = await joinAsNewUser(tx, place, user, browserOf(exchange.request));
    await tieNewcomer(tx, newcomer, member.userId);
    return { member, provider };
  });
  forgetBrowser(exchange.request, exchange.reply);
  return await enter(deps, exchange, member, { secondFactor: false, way: wayThrough(provider, new Date()) });
}
