import { createRoute } from '@tanstack/react-router';
import { consoleRoute } from '../shell/console-route.ts';
import { lazyScreen } from '../shell/lazy-screen.ts';
import { rootRoute } from '../shell/root-route.ts';
import { textSearch } from '../shell/text-search.ts';
import { tableKeys } from '../ui/data-table/table-search.ts';

const operator = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator',
  validateSearch: textSearch(...tableKeys, 'state', 'plan', 'by'),
  component: lazyScreen(() => import('./operator-page.tsx'), 'OperatorPage'),
});

const operatorsAccount = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/accounts/$id',
  component: lazyScreen(() => import('./account-page.tsx'), 'AccountPage'),
});

const operatorsPlans = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/plans',
  component: lazyScreen(() => import('./plans/plans-page.tsx'), 'PlansPage'),
});

const operatorsRegistration = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/registration',
  component: lazyScreen(() => import('./registration-page.tsx'), 'RegistrationPage'),
});

const health = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/health',
  component: lazyScreen(() => import('./health/health-page.tsx'), 'HealthPage'),
});

const staff = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/staff',
  component: lazyScreen(() => import('./staff/staff-page.tsx'), 'StaffPage'),
});

const staffActivity = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/staff-activity',
  validateSearch: textSearch(...tableKeys, 'person', 'what', 'account'),
  component: lazyScreen(() => import('./staff/staff-activity-page.tsx'), 'StaffActivityPage'),
});

const anchors = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/anchors',
  component: lazyScreen(() => import('./anchors-page.tsx'), 'AnchorsPage'),
});

const ownLogin = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/login',
  component: lazyScreen(() => import('./own-login-page.tsx'), 'OwnLoginPage'),
});

const staffInvitation = createRoute({
  getParentRoute: () => rootRoute,
  path: '/staff-invitation',
  component: lazyScreen(() => import('./staff/staff-invitation-page.tsx'), 'StaffInvitationPage'),
});

export const operatorPublicRoutes = [staffInvitation] as const;
export const operatorConsoleRoutes = [
  operator,
  operatorsAccount,
  operatorsPlans,
  operatorsRegistration,
  health,
  staff,
  staffActivity,
  anchors,
  ownLogin,
] as const;
