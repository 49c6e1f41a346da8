import type { Permission } from '#server/platform/http/index.ts';
import type { KeyScope } from './contract.ts';

/** What each scope lets a key use: what changes things needs to read them. */
const permissions: Record<KeyScope, readonly Permission[]> = {
  'audience:read': ['audience:read'],
  'audience:write': ['audience:read', 'audience:write'],
  'campaigns:read': ['campaigns:read'],
  'campaigns:write': ['campaigns:read', 'campaigns:write'],
  'campaigns:send': ['campaigns:read', 'campaigns:send'],
  'reports:read': ['reports:read'],
  'account:read': ['account:read'],
  'account:manage': ['account:read', 'account:manage'],
};

/** Whether a key with these scopes may use what asks for a permission. What no scope names stays closed to keys. */
export const keyMay = (scopes: readonly KeyScope[], permission: Permission): boolean =>
  scopes.some((scope) => permissions[scope].includes(permission));
