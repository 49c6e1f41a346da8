import { createRoute } from '@tanstack/react-router';
import { lazyScreen } from '../shell/lazy-screen.ts';
import { appRoute } from '../shell/root-route.ts';

const settings = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings',
  component: lazyScreen(() => import('./account-settings.tsx'), 'AccountSettings'),
});

const profile = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/profile',
  component: lazyScreen(() => import('./profile/profile-page.tsx'), 'ProfilePage'),
});

const apiKeys = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/api-keys',
  component: lazyScreen(() => import('./api-keys/api-keys-page.tsx'), 'ApiKeysPage'),
});

const plan = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/plan',
  component: lazyScreen(() => import('./plan/plan-page.tsx'), 'PlanPage'),
});

export const accountsRoutes = [settings, profile, apiKeys, plan] as const;
