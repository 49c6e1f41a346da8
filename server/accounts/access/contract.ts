/** From the one who may do everything to the one who may only look. */
export const roles = ['owner', 'admin', 'editor', 'analyst'] as const;
export type Role = (typeof roles)[number];

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

/**
 * Header of what the dashboard asks by itself while nobody sits before it: such requests do not keep a session from ending
 * for want of use.
 */
export const unattendedHeader = 'x-unattended';
