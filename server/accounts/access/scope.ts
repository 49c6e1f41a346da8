import type { Credential, Permission, RouteContract } from '#server/platform/http/index.ts';
import {
  isForStaff,
  type KeyScope,
  type Role,
  roleMay,
  roles,
  type StaffRole,
  staffMay,
} from './contract.ts';
import { keyMay } from './key-permissions.ts';

/** Whose account a request works in, and who it is. Every query of a tenant's data takes its accountId from here. */
export interface Scope {
  /** Empty when a user who belongs to no account calls; only what is about the user alone lets them in. */
  accountId: string;
  /** Null when an API key calls. */
  userId: string | null;
  role: Role;
  credential: Credential;
  /** Whether the person runs the install, in whatever role. API keys act for an account and never do. */
  isOperator: boolean;
  /** As what they run the install; null for everybody else. */
  staffRole: StaffRole | null;
  browser: Browser;
  /** The session that calls; null when an API key does. */
  session: SessionProof | null;
  /** The API key that calls; null when a session does. */
  apiKey: { id: string; scopes: readonly KeyScope[] } | null;
}

/** From where a request comes, as far as it tells. */
export interface Browser {
  ip: string;
  userAgent: string;
}

/** What the product does by itself for an account, such as starting what was scheduled. */
export const onBehalfOf = (accountId: string): Scope => ({
  accountId,
  userId: null,
  role: 'owner',
  credential: 'apiKey',
  isOperator: false,
  staffRole: null,
  browser: { ip: '', userAgent: '' },
  session: null,
  apiKey: null,
});

/** What a session has proved. */
export interface SessionProof {
  id: string;
  /** Seconds since the person last gave a password, a passkey or a code, by the clock of the database. */
  secondsSinceProof: number;
  /** Whether a passkey or a code was given in this session. */
  secondFactor: boolean;
  /** The account's own provider that opened it: then it works in that account alone. */
  boundBy: string | null;
  /** The provider through which the account wants its members to come in, and this one did not. */
  owedProvider: string | null;
  /** Seconds until it ends, if nobody does anything more. */
  secondsLeft: number;
  /** Whether it ends then in any case. */
  endIsFinal: boolean;
}

/** Whether an account's own provider vouches for the person: good for that account, and for nothing that is theirs. */
export const isBound = ({ session }: Pick<Scope, 'session'>): boolean => session?.boundBy != null;

/**
 * Whether the caller is an admin of the install who showed a second factor in this session: for what reaches beyond an account
 * on routes that accounts use as well.
 */
export const isInstallAdmin = ({ staffRole, session }: Pick<Scope, 'staffRole' | 'session'>): boolean =>
  staffRole === 'admin' && session?.secondFactor === true;

/** The roles whose people may use what asks for a permission. */
export const rolesThatMay = (permission: Permission): Role[] =>
  roles.filter((role) => roleMay(role, permission));

/** Whether the caller may use what asks for a permission. */
export function may(
  { role, staffRole, apiKey }: Pick<Scope, 'role' | 'staffRole' | 'apiKey'>,
  permission: Permission,
): boolean {
  if (isForStaff(permission)) return staffMay(staffRole, permission);
  return roleMay(role, permission) && (apiKey === null || keyMay(apiKey.scopes, permission));
}

/** What a route asks for and the caller may not use; undefined when nothing is missing. */
export const missing = (
  scope: Pick<Scope, 'role' | 'staffRole' | 'apiKey'>,
  { permission, besides }: Pick<RouteContract, 'permission' | 'besides'>,
): Permission | undefined =>
  [permission, ...(besides ? [besides] : [])].find((wanted) => !may(scope, wanted));
