export const roles = ['owner', 'admin', 'editor', 'analyst'] as const;
export type Role = (typeof roles)[number];
