import type { StaffPermission } from '#server/accounts/contract.ts';

/** The parts of the console, in their order; some are for admins alone. */
const tabs = [
  { label: 'Accounts', to: '/operator', within: '/operator/accounts/' },
  { label: 'Plans', to: '/operator/plans' },
  { label: 'Registration', to: '/operator/registration' },
  { label: 'Usage', to: '/operator/usage' },
  { label: 'Health', to: '/operator/health' },
  { label: 'Staff', to: '/operator/staff' },
  { label: 'Staff activity', to: '/operator/staff-activity' },
  { label: 'Sign-in', to: '/operator/sign-in', needs: 'operator:manage' },
  { label: 'System mail', to: '/operator/system-mail' },
  { label: 'Policies', to: '/operator/policies' },
  { label: 'Anchors', to: '/operator/anchors', needs: 'operator:manage' },
  { label: 'My login', to: '/operator/login' },
] as const satisfies readonly { label: string; to: string; within?: string; needs?: StaffPermission }[];

/** Those that somebody can open: what the server would refuse them is not offered. */
export const consoleTabs = (may: (permission: StaffPermission) => boolean) =>
  tabs.filter((tab) => !('needs' in tab) || may(tab.needs));
