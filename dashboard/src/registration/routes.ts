import { createRoute, redirect } from '@tanstack/react-router';
import { getSetup } from '#server/registration/contract.ts';
import { reading } from '../api/index.ts';
import { lazyScreen } from '../shell/lazy-screen.ts';
import { rootRoute } from '../shell/root-route.ts';

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
  component: lazyScreen(() => import('./register-page.tsx'), 'RegisterPage'),
});

const confirmAddress = createRoute({
  getParentRoute: () => rootRoute,
  path: '/confirm-address',
  component: lazyScreen(() => import('./confirm-address-page.tsx'), 'ConfirmAddressPage'),
});

export const registrationPublicRoutes = [welcome, register, confirmAddress] as const;
