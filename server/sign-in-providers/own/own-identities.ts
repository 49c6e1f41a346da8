import type { FastifyReply, FastifyRequest } from 'fastify';
import type { QueueSystemMail, Scope } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { proofMethods, proofProviders, tellOfChange } from '#server/second-factors/index.ts';
import type { Offer } from '#server/sign-in/contract.ts';
import { endOtherSessions, renewSession, requireWayIn } from '#server/sign-in/index.ts';
import { findPerson, noteUse, tie } from '../enter/identities.ts';
import { comeBack, type RoundTripDeps, requireProvider, setOut } from '../enter/round-trip.ts';
import type { Provider, Vouched } from '../issuer/provider.ts';
import { noSuchProvider } from '../set-up/providers.ts';
import type { Identity } from './contract.ts';

export type OwnDeps = RoundTripDeps & { queueSystemMail: QueueSystemMail };
type Exchange = { request: FastifyRequest; reply: FastifyReply };
type Answered = { providerId: string; answer: string };

const offer = sql`json_build_object('id', p.id, 'kind', p.kind, 'label', p.label)`;
const columns = sql`
  i.id, ${offer} as provider, i.called, i.linked_at as "linkedAt", i.last_used_at as "lastUsedAt"`;
const ofInstall = sql`identities i join sign_in_providers p on p.id = i.provider_id`;
const ofAccount = sql`
  account_identities i join account_providers p on p.account_id = i.account_id and p.id = i.provider_id`;

/** What opens a person's login beside a password, and what could: for the install, and for the account they work in. */
export async function listIdentities(
  database: Database,
  { userId, accountId }: Scope,
): Promise<{ items: Identity[]; offers: Offer[]; hasPassword: boolean }> {
  const inAccount = accountId || null;
  return await database.asSystem(async (tx) => ({
    items: await tx.query<Identity>(sql`
      select ${columns} from ${ofInstall} where i.user_id = ${userId}
      union all select ${columns} from ${ofAccount} where i.user_id = ${userId} and i.account_id = ${inAccount}
      order by "linkedAt", id`),
    offers: await tx.query<Offer>(sql`
      select p.id, p.kind, p.label from sign_in_providers p
      where p.enabled and not exists (select from identities i where i.provider_id = p.id and i.user_id = ${userId})
      union all
      select p.id, p.kind, p.label from account_providers p
      where p.account_id = ${inAccount} and p.enabled and not exists (select from account_identities i
        where i.account_id = p.account_id and i.provider_id = p.id and i.user_id = ${userId})
      order by id`),
    ...(await tx.one<{ hasPassword: boolean }>(
      sql`select password_hash is not null as "hasPassword" from users where id = ${userId}`,
    )),
  }));
}

/**
 * Begins to link a login elsewhere.
 * @throws not_confirmed for who has not proved their own address: it may be a stranger's, who would find the door open
 */
export async function beginLink(deps: OwnDeps, exchange: Exchange, scope: Scope, providerId: string) {
  refuseElsewhere(scope, await requireProvider(deps, { providerId, purpose: 'link' }));
  await deps.database.asSystem((tx) => requireOwnAddress(tx, scope));
  return await setOut(deps, exchange, { providerId, purpose: 'link', sessionId: sessionOf(scope) });
}

/** @throws already_exists when it opens somebody's login; wrong_state when another of this provider is linked */
export async function finishLink(
  deps: OwnDeps,
  { request }: Exchange,
  scope: Scope,
  answered: Answered,
): Promise<Identity> {
  const trip = { ...answered, purpose: 'link', sessionId: sessionOf(scope) } as const;
  const { provider, vouched } = await comeBack(deps, request, trip);
  refuseElsewhere(scope, provider);
  return await deps.database.asSystem(async (tx) => {
    await requireOwnAddress(tx, scope);
    const identity = await link(tx, scope, provider, vouched);
    const change = `Logging in with ${provider.label} (${identity.called}) was added to your login.`;
    await settle(tx, deps, scope, change);
    return identity;
  });
}

async function requireOwnAddress(tx: Tx, { userId }: Scope): Promise<void> {
  const proved = await tx.maybeOne(sql`select from users where id = ${userId} and confirmed_at is not null`);
  if (!proved) throw problem('not_confirmed');
}

/** The provider of an account is linked by its members, while they work there. @throws not_found */
function refuseElsewhere({ accountId }: Scope, provider: Provider): void {
  if (provider.accountId !== null && provider.accountId !== accountId) throw noSuchProvider();
}

async function link(tx: Tx, { userId }: Scope, provider: Provider, vouched: Vouched): Promise<Identity> {
  const { accountId } = provider;
  const id = await tie(tx, provider, vouched, userId ?? '');
  if (id !== undefined)
    return await tx.one<Identity>(
      sql`select ${columns} from ${accountId === null ? ofInstall : ofAccount} where i.id = ${id}`,
    );
  const owner = await findPerson(tx, provider, vouched);
  if (owner === undefined)
    throw problem('wrong_state', `Another login of ${provider.label} is linked. Unlink that first.`);
  throw problem(
    'already_exists',
    owner === userId ? 'This login is linked already.' : 'This login opens somebody else’s login here.',
  );
}

/** @throws not_found; wrong_state when it is the last way in */
export async function unlink(deps: OwnDeps, scope: Scope, id: string): Promise<void> {
  await deps.database.asSystem(async (tx) => {
    const gone = await tx.maybeOne<{ label: string; called: string }>(sql`
      with one as (
        delete from identities i using sign_in_providers p
        where p.id = i.provider_id and i.id = ${id} and i.user_id = ${scope.userId} returning p.label, i.called),
      other as (
        delete from account_identities i using account_providers p
        where p.account_id = i.account_id and p.id = i.provider_id and i.id = ${id} and i.user_id = ${scope.userId}
          and i.account_id = ${scope.accountId || null}
        returning p.label, i.called)
      select * from one union all select * from other`);
    if (!gone) throw problem('not_found', 'There is no such linked login.');
    await requireWayIn(tx, scope.userId ?? '');
    await settle(
      tx,
      deps,
      scope,
      `Logging in with ${gone.label} (${gone.called}) was removed from your login.`,
    );
  });
}

async function settle(
  tx: Tx,
  deps: OwnDeps,
  { userId, session, browser }: Scope,
  change: string,
): Promise<void> {
  await endOtherSessions(tx, userId ?? '', session?.id ?? null);
  await tellOfChange(tx, deps.queueSystemMail, { userId: userId ?? '', browser }, change);
}

/** @throws wrong_state for who has a second factor here, which is what they confirm with */
export async function beginProof(deps: OwnDeps, exchange: Exchange, scope: Scope, providerId: string) {
  await requireProvider(deps, { providerId, purpose: 'prove' });
  await deps.database.asSystem((tx) => requireProofBy(tx, scope, providerId));
  return await setOut(deps, exchange, { providerId, purpose: 'prove', sessionId: sessionOf(scope) });
}

/**
 * Confirms that the person at a session is who opened it: the provider asked them for proof since they set out. Answers the
 * session's new token.
 * @throws sign_in_refused when the provider does not say so, or vouches for somebody else; wrong_state as beginProof
 */
export async function finishProof(
  deps: OwnDeps,
  { request }: Exchange,
  scope: Scope,
  answered: Answered,
): Promise<string> {
  const trip = { ...answered, purpose: 'prove', sessionId: sessionOf(scope) } as const;
  const { provider, vouched } = await comeBack(deps, request, trip);
  return await deps.database.asSystem(async (tx) => {
    await requireProofBy(tx, scope, provider.id);
    if ((await findPerson(tx, provider, vouched)) !== scope.userId)
      throw problem(
        'sign_in_refused',
        `That is another login of ${provider.label} than the one linked with yours.`,
      );
    await noteUse(tx, provider, vouched);
    return await renewSession(tx, sessionOf(scope), { secondFactor: false });
  });
}

/** A login elsewhere would be one factor less than the login itself; another account's says nothing here. */
async function requireProofBy(tx: Tx, scope: Scope, providerId: string): Promise<void> {
  const asked = { userId: scope.userId ?? '', sessionId: sessionOf(scope) };
  const methods = await proofMethods(tx, asked);
  const providers = await proofProviders(tx, asked);
  if (!methods.includes('provider') || !providers.some(({ id }) => id === providerId))
    throw problem('wrong_state', `That is not a way for you to confirm; use one of: ${methods.join(', ')}.`);
}

/** These routes are for sessions alone. */
export function sessionOf({ session }: Scope): string {
  if (!session) throw problem('forbidden');
  return session.id;
}
