import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { getSetup } from '#server/accounts/contract.ts';
import { reading } from '../api/index.ts';
import { appRoute, rootRoute } from '../shell/root-route.ts';
import { textSearch } from '../shell/text-search.ts';

const login = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: textSearch('next'),
  component: lazyRouteComponent(() => import('./login-page.tsx'), 'LoginPage'),
});

const welcome = createRoute({
  getParentRoute: () => rootRoute,
  path: '/welcome',
  beforeLoad: async ({ context }) => {
    const { needed } = await context.queryClient.ensureQueryData(reading(getSetup));
    if (!needed) throw redirect({ to: '/login' });
  },
  component: lazyRouteComponent(() => import('./welcome-page.tsx'), 'WelcomePage'),
});

const settings = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./account-settings.tsx'), 'AccountSettings'),
});

const sending = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/sending',
  component: lazyRouteComponent(() => import('./sending/sending-page.tsx'), 'SendingPage'),
});

const apiKeys = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/api-keys',
  component: lazyRouteComponent(() => import('./api-keys-page.tsx'), 'ApiKeysPage'),
});

export const publicRoutes = [login, welcome] as const;
export const accountsRoutes = [settings, sending, apiKeys] as const;
