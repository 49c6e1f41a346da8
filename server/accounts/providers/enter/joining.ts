import { problem } from '#server/platform/http/index.ts';
import type { Session } from '../../sign-in/contract.ts';
import { browserOf, type Entrance, type Exchange, enter } from '../../sign-in/enter.ts';
import { findInvitation, joinAsNewUser, logInFirst } from '../../team/invitations/take-invitation.ts';
import type { Provider, Vouched } from '../issuer/provider.ts';
import { noSuchProvider } from '../set-up/providers.ts';
import { forgetBrowser } from './attempts.ts';
import { keepNewcomer, takeNewcomer, tieNewcomer } from './newcomers.ts';
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
 * Lets a newcomer join the account they are invited to, as a new user without a password, tied to the login elsewhere. What
 * an account's own provider opens works in that account alone, as ever.
 * @throws sign_in_over, not_found, already_exists, invalid_input, conflict
 */
export async function joinAsNewcomer(
  deps: Entrance,
  exchange: Exchange,
  { name, agreedTo }: { name: string; agreedTo: string[] },
): Promise<Session> {
  const { member, provider } = await deps.database.asSystem(async (tx) => {
    const newcomer = await takeNewcomer(tx, exchange.request);
    if (newcomer.joiningHash === null) throw problem('sign_in_over');
    const user = { name, passwordHash: null, agreedTo };
    const member = await joinAsNewUser(tx, { hash: newcomer.joiningHash }, user, browserOf(exchange.request));
    await tieNewcomer(tx, newcomer, member.userId);
    return { member, provider: newcomer.provider };
  });
  forgetBrowser(exchange.request, exchange.reply);
  return await enter(deps, exchange, member, { secondFactor: false, way: wayThrough(provider, new Date()) });
}
