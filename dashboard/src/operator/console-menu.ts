import type { StaffPermission } from '#server/accounts/contract.ts';
import type { MenuGroup } from '../ui/section-menu.tsx';

/** The screens of the console, in groups; some are for admins alone. */
const groups: { label: string; entries: { label: string; to: string; needs?: StaffPermission }[] }[] = [
  {
    label: 'Clients',
    entries: [
      { label: 'Accounts', to: '/operator' },
      { label: 'Plans', to: '/operator/plans' },
      { label: 'Registration', to: '/operator/registration' },
      { label: 'Usage', to: '/operator/usage' },
    ],
  },
  {
    label: 'Install',
    entries: [
      { label: 'Health', to: '/operator/health' },
      { label: 'Policies', to: '/operator/policies' },
      { label: 'System mail', to: '/operator/system-mail' },
      { label: 'Sign-in', to: '/operator/sign-in', needs: 'operator:manage' },
      { label: 'Anchors', to: '/operator/anchors', needs: 'operator:manage' },
    ],
  },
  {
    label: 'Staff',
    entries: [
      { label: 'Staff', to: '/operator/staff' },
      { label: 'Staff activity', to: '/operator/staff-activity' },
      { label: 'My login', to: '/operator/login' },
    ],
  },
];

/** Those that somebody can open: what the server would refuse them is not offered. */
export const consoleMenu = (may: (permission: StaffPermission) => boolean): MenuGroup[] =>
  groups.map(({ label, entries }) => ({
    label,
    entries: entries.filter(({ needs }) => !needs || may(needs)),
  }));
