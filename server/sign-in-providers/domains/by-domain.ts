import { loginKey, requireRoomForUser } from '#server/accounts/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import type { Offer } from '#server/sign-in/contract.ts';
import type { GivenRole } from '#server/team/contract.ts';
import { lockTeam } from '#server/team/index.ts';
import { isProved } from './domains.ts';

/** What stands behind the @; empty for no address. */
export const domainOf = (email: string | undefined): string => email?.split('@').at(-1)?.toLowerCase() ?? '';

/** The providers of the accounts whose domain it is. Says nothing of the people in it. For the system role. */
export async function offersOfDomain(tx: Tx, domain: string): Promise<Offer[]> {
  return await tx.query<Offer>(sql`
    select p.id, p.kind, p.label from account_providers p
    where p.enabled and exists (
      select from account_domains d where d.account_id = p.account_id and d.domain = ${domain} and ${isProved})
    order by p.enforced desc, p.created_at, p.id`);
}

/** Whether any account could be found by a domain. For the system role. */
export async function isAnyFoundByDomain(tx: Tx): Promise<boolean> {
  const { found } = await tx.one<{ found: boolean }>(sql`
    select exists (select from account_domains d join account_providers p on p.account_id = d.account_id and p.enabled
      where ${isProved}) as found`);
  return found;
}

/** A place in an account for who has an address in a domain of its own. */
export interface Place {
  accountId: string;
  account: string;
  email: string;
  /** Whether somebody logs in with that address already. */
  isKnown: boolean;
  role: GivenRole;
  listIds: null;
  invitedBy: null;
}

/**
 * The place that an account has for an address its own provider vouches for; undefined when the domain is not shown to be its
 * own, or nobody joins by it. For the system role.
 */
export async function placeByDomain(tx: Tx, accountId: string, email: string): Promise<Place | undefined> {
  const found = await tx.maybeOne<Pick<Place, 'account' | 'role' | 'isKnown'>>(sql`
    select a.name as account, d.joins_as as role,
      exists (select from users u where u.email_key = ${loginKey(email)}) as "isKnown"
    from account_domains d join accounts a on a.id = d.account_id
    where d.account_id = ${accountId} and d.domain = ${domainOf(email)} and d.joins_as is not null and ${isProved}`);
  return found && { ...found, accountId, email, listIds: null, invitedBy: null };
}

/** The same to be taken, with room in the account's plan for one more. @throws over_plan */
export async function takePlaceByDomain(
  tx: Tx,
  accountId: string,
  email: string,
): Promise<Place | undefined> {
  await lockTeam(tx, accountId);
  const place = await placeByDomain(tx, accountId, email);
  if (place) await requireRoomForUser(tx, accountId);
  return place;
}
