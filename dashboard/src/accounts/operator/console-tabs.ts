/** The parts of the console. */
export const consoleTabs = [
  { label: 'Accounts', to: '/operator' },
  { label: 'Plans', to: '/operator/plans' },
  { label: 'Registration', to: '/operator/registration' },
  { label: 'Usage', to: '/operator/usage' },
  { label: 'Health', to: '/operator/health' },
  { label: 'Staff', to: '/operator/staff' },
  { label: 'Staff activity', to: '/operator/staff-activity' },
  { label: 'Sign-in', to: '/operator/sign-in' },
  { label: 'System mail', to: '/operator/system-mail' },
  { label: 'Policies', to: '/operator/policies' },
  { label: 'Anchors', to: '/operator/anchors' },
  { label: 'My login', to: '/operator/login' },
] as const;
