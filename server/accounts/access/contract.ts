/** From the one who may do everything to the one who may only look. */
export const roles = ['owner', 'admin', 'editor', 'analyst'] as const;
export type Role = (typeof roles)[number];

/** Whether a role may do more than another. */
export const isAbove = (role: Role, other: Role): boolean => roles.indexOf(role) < roles.indexOf(other);
