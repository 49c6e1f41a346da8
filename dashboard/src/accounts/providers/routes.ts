import { createRoute } from '@tanstack/react-router';
import { consoleRoute } from '../../shell/console-route.ts';
import { lazyScreen } from '../../shell/lazy-screen.ts';
import { rootRoute } from '../../shell/root-route.ts';

const callback = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in/$providerId',
  component: lazyScreen(() => import('./callback-page.tsx'), 'CallbackPage'),
});

const newcomer = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in/newcomer',
  component: lazyScreen(() => import('./newcomer-page.tsx'), 'NewcomerPage'),
});

const confirm = createRoute({
  getParentRoute: () => rootRoute,
  path: '/confirm-with/$providerId',
  component: lazyScreen(() => import('./confirm-page.tsx'), 'ConfirmPage'),
});

const installProviders = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/sign-in',
  component: lazyScreen(() => import('./install-providers-page.tsx'), 'InstallProvidersPage'),
});

export const providerPublicRoutes = [callback, newcomer, confirm] as const;
export const providerConsoleRoutes = [installProviders] as const;
