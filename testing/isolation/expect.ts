import { isAlwaysFree, isForStaff, staffMay } from '#server/accounts/contract.ts';
import { missing } from '#server/accounts/index.ts';
import type { ProblemCode, RouteContract } from '#server/platform/http/index.ts';
import type { Caller } from './callers.ts';

/** What a route answers somebody before it looks at anything: the refusal, or undefined for whoever it lets in. */
export function refusalFor(contract: RouteContract, caller: Caller): ProblemCode | undefined {
  const { permission, credentials } = contract;
  if (permission === 'public') return undefined;
  if (!caller.credential || !credentials.includes(caller.credential)) return 'not_logged_in';
  if (isForStaff(permission) && !caller.staffRole) return 'not_found';
  if (isForStaff(permission)) return staffMay(caller.staffRole, permission) ? undefined : 'forbidden';
  if (caller.credential === 'session' && !caller.role)
    return permission === 'user' ? undefined : 'no_account';
  if (missing(scopeOf(caller), contract))
    return caller.credential === 'apiKey' ? 'out_of_scope' : 'forbidden';
  if (contract.allLists && caller.isRestricted) return 'forbidden';
  if (caller.isBound && permission === 'user' && !contract.whenBound) return 'bound_session';
  return isAlwaysFree(contract) ? undefined : caller.heldBack;
}

/** Keys act as an admin of whom their scopes leave something. */
const scopeOf = ({ credential, role, scopes, staffRole }: Caller) => ({
  role: role ?? 'admin',
  staffRole,
  apiKey: credential === 'apiKey' ? { id: '', scopes } : null,
});
