import type { Permission, RouteContract } from '../../platform/http/contract.ts';

/** From the one who may do everything to the one who may only look. */
export const roles = ['owner', 'admin', 'editor', 'analyst'] as const;
export type Role = (typeof roles)[number];

const analyst: readonly Permission[] = [
  'user',
  'account:read',
  'audience:read',
  'campaigns:read',
  'reports:read',
];
const editor: readonly Permission[] = [...analyst, 'audience:write', 'campaigns:write', 'campaigns:send'];
const admin: readonly Permission[] = [...editor, 'account:manage', 'team:manage'];
const owner: readonly Permission[] = [...admin, 'account:own', 'activity:read'];

/** What each role may do. */
const permissions: Record<Role, readonly Permission[]> = { analyst, editor, admin, owner };

/** Whether somebody in an account may use what asks for a permission. */
export const roleMay = (role: Role, permission: Permission): boolean =>
  permissions[role].includes(permission);

/** Permissions to read, to look after oneself, and to run the install. */
const alwaysFree = /:read$|^user$|^operator:/;

/** Whether a route works whatever holds an account back: what reads, exports, stops mail or concerns the person alone. */
export const isAlwaysFree = ({
  method,
  withoutAgreement,
  permission,
}: Pick<RouteContract, 'method' | 'withoutAgreement' | 'permission'>): boolean =>
  method === 'GET' || withoutAgreement === true || alwaysFree.test(permission);

/** Of those who run the install: looking; answering accounts and acting on them; and everything. */
export const staffRoles = ['viewer', 'support', 'admin'] as const;
export type StaffRole = (typeof staffRoles)[number];

/** The least role that each permission of the operator's routes asks for. */
const neededRole = {
  'operator:read': 'viewer',
  'operator:support': 'support',
  'operator:manage': 'admin',
} as const;
export type StaffPermission = keyof typeof neededRole;

/** Whether somebody who runs the install, or null for everybody else, may use what asks for a permission. */
export const staffMay = (role: StaffRole | null, permission: StaffPermission): boolean =>
  role !== null && staffRoles.indexOf(role) >= staffRoles.indexOf(neededRole[permission]);

/** Whether a permission is one of those who run the install. */
export const isForStaff = (permission: string): permission is StaffPermission =>
  Object.hasOwn(neededRole, permission);

/** Whether a role may do more than another. */
export const isAbove = (role: Role, other: Role): boolean => roles.indexOf(role) < roles.indexOf(other);

/** What a key can be given. Each names the permission of the routes it opens; those that change things open what reads them too. */
export const keyScopes = [
  'audience:read',
  'audience:write',
  'campaigns:read',
  'campaigns:write',
  'campaigns:send',
  'reports:read',
  'account:read',
  'account:manage',
] as const;
export type KeyScope = (typeof keyScopes)[number];

/**
 * Header of what the dashboard asks by itself while nobody sits before it: such requests do not keep a session from ending
 * for want of use.
 */
export const unattendedHeader = 'x-unattended';

/**
 * Header of answers to a session: in how many seconds it ends if nobody does anything more, with ` final` behind when it ends then
 * in any case.
 */
export const sessionEndHeader = 'x-session-end';
