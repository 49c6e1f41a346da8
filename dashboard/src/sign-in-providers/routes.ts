import { createRoute } from '@tanstack/react-router';
import { consoleRoute } from '../shell/console-route.ts';
import { lazyScreen } from '../shell/lazy-screen.ts';
import { appRoute, rootRoute } from '../shell/root-route.ts';
import { textSearch } from '../shell/text-search.ts';

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

const singleSignOn = createRoute({
  getParentRoute: () => rootRoute,
  path: '/single-sign-on/$providerId',
  validateSearch: textSearch('next'),
  component: lazyScreen(() => import('./confirm-page.tsx'), 'SingleSignOnPage'),
});

const accountProviders = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/single-sign-on',
  component: lazyScreen(() => import('./account-providers-page.tsx'), 'AccountProvidersPage'),
});

const installProviders = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/sign-in',
  component: lazyScreen(() => import('./install-providers-page.tsx'), 'InstallProvidersPage'),
});

export const providerPublicRoutes = [callback, newcomer, confirm, singleSignOn] as const;
export const providerRoutes = [accountProviders] as const;
export const providerConsoleRoutes = [installProviders] as const;
