import { createRoute, redirect } from '@tanstack/react-router';
import { getSetup } from '#server/accounts/contract.ts';
import { reading } from '../api/index.ts';
import { lazyScreen } from '../shell/lazy-screen.ts';
import { appRoute, rootRoute } from '../shell/root-route.ts';
import { textSearch } from '../shell/text-search.ts';
import { tableKeys } from '../ui/data-table/table-search.ts';
import { providerPublicRoutes, providerRoutes } from './providers/routes.ts';
import { signInPublicRoutes, signInRoutes } from './sign-in/routes.ts';

const login = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: textSearch('next'),
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
  validateSearch: textSearch('token'),
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
  getParentRoute: () => appRoute,
  path: '/settings/operator',
  component: lazyScreen(() => import('./operator/operator-page.tsx'), 'OperatorPage'),
});

const operatorsAccount = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/operator/accounts/$id',
  component: lazyScreen(() => import('./operator/account-page.tsx'), 'AccountPage'),
});

const activity = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/activity',
  validateSearch: textSearch(...tableKeys, 'who', 'what', 'since', 'object'),
  component: lazyScreen(() => import('./activity/activity-page.tsx'), 'ActivityPage'),
});

const usage = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/usage',
  validateSearch: textSearch('account', 'weeks'),
  component: lazyScreen(() => import('./usage/usage-page.tsx'), 'UsagePage'),
});

const agreements = createRoute({
  getParentRoute: () => appRoute,
  path: '/agreements',
  component: lazyScreen(() => import('./policies/agreements-page.tsx'), 'AgreementsPage'),
});

const operatorsPolicies = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/operator/policies',
  component: lazyScreen(() => import('./policies/operator-policies-page.tsx'), 'OperatorPoliciesPage'),
});

const operatorsPolicy = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/operator/policies/$kind',
  component: lazyScreen(() => import('./policies/operator-policy-page.tsx'), 'OperatorPolicyPage'),
});

export const publicRoutes = [
  login,
  welcome,
  register,
  confirmAddress,
  invitation,
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
  operator,
  operatorsAccount,
  operatorsPolicies,
  operatorsPolicy,
  usage,
  ...signInRoutes,
  ...providerRoutes,
  secondFactors,
] as const;
