import { createRoute, redirect } from '@tanstack/react-router';
import { getSetup } from '#server/registration/contract.ts';
import { getSession } from '#server/sign-in/contract.ts';
import { callOnce, reading } from '../api/index.ts';
import { consoleRoute } from '../shell/console-route.ts';
import { lazyScreen } from '../shell/lazy-screen.ts';
import { appRoute, rootRoute } from '../shell/root-route.ts';
import { textSearch } from '../shell/text-search.ts';
import { tableKeys } from '../ui/data-table/table-search.ts';
import { providerConsoleRoutes, providerPublicRoutes, providerRoutes } from './providers/routes.ts';
import { localPath } from './sign-in/local-path.ts';
import { signInPublicRoutes, signInRoutes } from './sign-in/routes.ts';

async function leadIn(next: string | undefined): Promise<void> {
  const isLoggedIn = await callOnce(getSession).then(
    () => true,
    () => false,
  );
  if (isLoggedIn) throw redirect({ href: localPath(next) });
}

const login = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: textSearch('next'),
  // Who is logged in already has no business here: they opened an old bookmark, or went back.
  beforeLoad: ({ search }: { search: { next?: string } }) => leadIn(search.next),
  component: lazyScreen(() => import('./login-page.tsx'), 'LoginPage'),
});

const welcome = createRoute({
  getParentRoute: () => rootRoute,
  path: '/welcome',
  beforeLoad: async ({ context }) => {
    const { needed } = await context.queryClient.ensureQueryData(reading(getSetup));
    if (!needed) throw redirect({ to: '/login' });
  },
  component: lazyScreen(() => import('./welcome-page.tsx'), 'WelcomePage'),
});

const register = createRoute({
  getParentRoute: () => rootRoute,
  path: '/register',
  validateSearch: textSearch('invitation'),
  component: lazyScreen(() => import('./registration/register-page.tsx'), 'RegisterPage'),
});

const confirmAddress = createRoute({
  getParentRoute: () => rootRoute,
  path: '/confirm-address',
  component: lazyScreen(() => import('./registration/confirm-address-page.tsx'), 'ConfirmAddressPage'),
});

const profile = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/profile',
  component: lazyScreen(() => import('./profile/profile-page.tsx'), 'ProfilePage'),
});

const settings = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings',
  component: lazyScreen(() => import('./account-settings.tsx'), 'AccountSettings'),
});

const sending = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/sending',
  component: lazyScreen(() => import('./sending/sending-page.tsx'), 'SendingPage'),
});

const team = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/team',
  component: lazyScreen(() => import('./team/team-page.tsx'), 'TeamPage'),
});

const invitation = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  validateSearch: textSearch('token'),
  component: lazyScreen(() => import('./team/invitation-page.tsx'), 'InvitationPage'),
});

const noAccount = createRoute({
  getParentRoute: () => rootRoute,
  path: '/no-account',
  component: lazyScreen(() => import('./team/no-account-page.tsx'), 'NoAccountPage'),
});

const apiKeys = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/api-keys',
  component: lazyScreen(() => import('./api-keys/api-keys-page.tsx'), 'ApiKeysPage'),
});

const secondFactors = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/second-factors',
  component: lazyScreen(() => import('./second-factors/second-factors-page.tsx'), 'SecondFactorsPage'),
});

const operator = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator',
  validateSearch: textSearch(...tableKeys, 'state', 'plan', 'by'),
  component: lazyScreen(() => import('./operator/operator-page.tsx'), 'OperatorPage'),
});

const operatorsAccount = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/accounts/$id',
  component: lazyScreen(() => import('./operator/account-page.tsx'), 'AccountPage'),
});

const operatorsPlans = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/plans',
  component: lazyScreen(() => import('./operator/plans/plans-page.tsx'), 'PlansPage'),
});

const operatorsRegistration = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/registration',
  component: lazyScreen(() => import('./operator/registration-page.tsx'), 'RegistrationPage'),
});

const health = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/health',
  component: lazyScreen(() => import('./operator/health/health-page.tsx'), 'HealthPage'),
});

const staff = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/staff',
  component: lazyScreen(() => import('./operator/staff/staff-page.tsx'), 'StaffPage'),
});

const staffActivity = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/staff-activity',
  validateSearch: textSearch(...tableKeys, 'person', 'what', 'account'),
  component: lazyScreen(() => import('./operator/staff/staff-activity-page.tsx'), 'StaffActivityPage'),
});

const anchors = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/anchors',
  component: lazyScreen(() => import('./operator/anchors-page.tsx'), 'AnchorsPage'),
});

const ownLogin = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/login',
  component: lazyScreen(() => import('./operator/own-login-page.tsx'), 'OwnLoginPage'),
});

const staffInvitation = createRoute({
  getParentRoute: () => rootRoute,
  path: '/staff-invitation',
  validateSearch: textSearch('token'),
  component: lazyScreen(() => import('./operator/staff/staff-invitation-page.tsx'), 'StaffInvitationPage'),
});

const plan = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/plan',
  component: lazyScreen(() => import('./plan/plan-page.tsx'), 'PlanPage'),
});

const activity = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/activity',
  validateSearch: textSearch(...tableKeys, 'who', 'what', 'since', 'object'),
  component: lazyScreen(() => import('./activity/activity-page.tsx'), 'ActivityPage'),
});

const usage = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/usage',
  validateSearch: textSearch('account', 'weeks'),
  component: lazyScreen(() => import('./usage/usage-page.tsx'), 'UsagePage'),
});

const agreements = createRoute({
  getParentRoute: () => appRoute,
  path: '/agreements',
  component: lazyScreen(() => import('./policies/agreements-page.tsx'), 'AgreementsPage'),
});

const operatorsPolicies = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/policies',
  component: lazyScreen(() => import('./policies/operator-policies-page.tsx'), 'OperatorPoliciesPage'),
});

const operatorsPolicy = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/policies/$kind',
  component: lazyScreen(() => import('./policies/operator-policy-page.tsx'), 'OperatorPolicyPage'),
});

export const publicRoutes = [
  login,
  welcome,
  register,
  confirmAddress,
  invitation,
  staffInvitation,
  noAccount,
  ...signInPublicRoutes,
  ...providerPublicRoutes,
] as const;
export const accountsRoutes = [
  agreements,
  settings,
  profile,
  sending,
  team,
  apiKeys,
  activity,
  plan,
  ...signInRoutes,
  ...providerRoutes,
  secondFactors,
] as const;
export const consoleRoutes = [
  operator,
  operatorsAccount,
  operatorsPlans,
  operatorsRegistration,
  usage,
  health,
  staff,
  staffActivity,
  operatorsPolicies,
  operatorsPolicy,
  anchors,
  ownLogin,
  ...providerConsoleRoutes,
] as const;
