import { isForStaff, staffMay } from '#server/accounts/contract.ts';
import { may } from '#server/accounts/index.ts';
import type { RouteContract } from '#server/platform/http/index.ts';
import type { Caller } from './callers.ts';

/** What a route answers somebody before it looks at anything: the status, or undefined for whoever it lets in. */
export function refusalFor(contract: RouteContract, caller: Caller): number | undefined {
  const { permission, credentials } = contract;
  if (permission === 'public') return undefined;
  if (!caller.credential || !credentials.includes(caller.credential)) return 401;
  if (isForStaff(permission) && !caller.staffRole) return 404;
  if (isForStaff(permission)) return staffMay(caller.staffRole, permission) ? undefined : 403;
  if (caller.credential === 'session' && !caller.role) return permission === 'user' ? undefined : 403;
  return may(scopeOf(caller), permission) ? undefined : 403;
}

/** Keys act as an admin of whom their scopes leave something. */
const scopeOf = ({ credential, role, scopes, staffRole }: Caller) => ({
  role: role ?? 'admin',
  staffRole,
  apiKey: credential === 'apiKey' ? { id: '', scopes } : null,
});
