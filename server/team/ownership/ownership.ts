import type { Scope } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { restrictMember } from '../members/restrict-member.ts';
import type { TeamMailDeps } from '../team-mail.ts';
import { lockTeam } from '../who-owns.ts';
import type { OwnershipOffer } from './contract.ts';

/** How long an offer waits for its answer. */
const OFFER_DAYS = 7;

/** The open offer, for owners and for whom it is made to; the others need not know. */
export async function readOffer(database: Database, scope: Scope): Promise<OwnershipOffer | null> {
  return await database.inAccount(scope.accountId, async (tx) => {
    const offer = await findOffer(tx);
    const concerned = offer && (scope.role === 'owner' || offer.to.id === scope.userId);
    return concerned ? offer : null;
  });
}

/**
 * Offers the ownership to a member. It replaces an earlier offer.
 * @throws not_found for somebody who is no member; wrong_state for an owner
 */
export async function offerOwnership(
  deps: TeamMailDeps,
  scope: Scope,
  { memberId, thenRole }: { memberId: string; thenRole: 'owner' | 'admin' },
): Promise<OwnershipOffer> {
  return await deps.database.inAccount(scope.accountId, async (tx) => {
    await lockTeam(tx, scope.accountId);
    const member = await tx.maybeOne<{ role: string }>(
      sql`select role from memberships where user_id = ${memberId}`,
    );
    if (!member) throw problem('not_found', 'There is no such member.');
    if (member.role === 'owner') throw problem('wrong_state', 'This member owns the account already.');
    await tx.execute(sql`
      insert into ownership_offers (account_id, from_user, to_user, then_role, expires_at)
      values (${scope.accountId}, ${scope.userId}, ${memberId}, ${thenRole}, now() + make_interval(days => ${OFFER_DAYS}))
      on conflict (account_id) do update set from_user = excluded.from_user, to_user = excluded.to_user,
        then_role = excluded.then_role, created_at = now(), expires_at = excluded.expires_at`);
    const offer = (await findOffer(tx))!;
    await mailOffer(tx, deps, scope.accountId, offer);
    return offer;
  });
}

/**
 * Makes the caller an owner, and whoever offered what they wished to be. Both have mail.
 * @throws not_found when nothing is offered to the caller, or by somebody who owns the account no more
 */
export async function acceptOwnership(deps: TeamMailDeps, scope: Scope): Promise<void> {
  await deps.database.inAccount(scope.accountId, async (tx) => {
    await lockTeam(tx, scope.accountId);
    const offer = await tx.maybeOne<{ from: string; thenRole: string }>(sql`
      delete from ownership_offers o using memberships m
      where o.to_user = ${scope.userId} and o.expires_at > now() and m.user_id = o.from_user and m.role = 'owner'
      returning o.from_user as "from", o.then_role as "thenRole"`);
    if (!offer)
      throw problem('not_found', 'The ownership is not offered to you any more. Ask for a new offer.');
    // Owners see all lists.
    await restrictMember(tx, { accountId: scope.accountId, userId: scope.userId! }, null);
    // First the new owner, so that there is one at every moment.
    await tx.execute(sql`update memberships set role = 'owner' where user_id = ${scope.userId}`);
    await tx.execute(sql`update memberships set role = ${offer.thenRole} where user_id = ${offer.from}`);
    await mailMove(tx, deps, scope.accountId, { fromId: offer.from, toId: scope.userId! });
  });
}

/**
 * Withdraws the offer, as an owner, or declines it, as the one it is made to.
 * @throws not_found when there is none that concerns the caller
 */
export async function endOffer(database: Database, scope: Scope): Promise<void> {
  const ended = await database.inAccount(scope.accountId, (tx) =>
    tx.execute(sql`
      delete from ownership_offers where ${scope.role === 'owner'} or to_user = ${scope.userId}`),
  );
  if (!ended) throw problem('not_found', 'There is no open offer.');
}

async function mailOffer(
  tx: Tx,
  { baseUrl, queueSystemMail }: TeamMailDeps,
  accountId: string,
  { from, to, expiresAt }: OwnershipOffer,
): Promise<void> {
  const account = await tx.one<{ name: string }>(sql`select name from accounts`);
  const link = `${baseUrl}/settings/team`;
  await queueSystemMail(tx, {
    accountId,
    to: to.email,
    mail: {
      kind: 'ownership-offered',
      name: to.name,
      from: from.name,
      account: account.name,
      link,
      until: expiresAt,
    },
  });
}

async function mailMove(
  tx: Tx,
  { queueSystemMail }: TeamMailDeps,
  accountId: string,
  { fromId, toId }: { fromId: string; toId: string },
): Promise<void> {
  const person = (id: string) =>
    tx.one<{ name: string; email: string }>(sql`select name, email from users where id = ${id}`);
  const [from, to] = [await person(fromId), await person(toId)];
  const account = await tx.one<{ name: string }>(sql`select name from accounts`);
  const moved = {
    kind: 'ownership-moved',
    from: from.name,
    to: to.name,
    account: account.name,
  } as const;
  for (const { name, email } of [from, to])
    await queueSystemMail(tx, { accountId, to: email, mail: { ...moved, name } });
}

async function findOffer(tx: Tx): Promise<OwnershipOffer | null> {
  const offer = await tx.maybeOne<OwnershipOffer>(sql`
    select json_build_object('id', f.id, 'name', f.name, 'email', f.email) as "from",
      json_build_object('id', t.id, 'name', t.name, 'email', t.email) as "to",
      o.then_role as "thenRole", o.created_at as "createdAt", o.expires_at as "expiresAt"
    from ownership_offers o join users f on f.id = o.from_user join users t on t.id = o.to_user
    where o.expires_at > now()`);
  return offer ?? null;
}
