import type { Credential, Permission } from '../platform/http/contract.ts';
import type { Role } from './contract.ts';

/** Whose account a request works in, and who it is. Every query of a tenant's data takes its accountId from here. */
export interface Scope {
  accountId: string;
  /** Null when an API key calls. */
  userId: string | null;
  role: Role;
  credential: Credential;
}

const analyst: readonly Permission[] = [
  'user',
  'account:read',
  'audience:read',
  'campaigns:read',
  'reports:read',
];
const editor: readonly Permission[] = [...analyst, 'audience:write', 'campaigns:write', 'campaigns:send'];
const admin: readonly Permission[] = [...editor, 'account:manage'];

/** What each role may do. */
const permissions: Record<Role, readonly Permission[]> = { analyst, editor, admin, owner: admin };

export const may = (role: Role, permission: Permission): boolean => permissions[role].includes(permission);
