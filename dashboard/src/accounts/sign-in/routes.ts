import { createRoute } from '@tanstack/react-router';
import { lazyScreen } from '../../shell/lazy-screen.ts';
import { appRoute, rootRoute } from '../../shell/root-route.ts';

const security = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/security',
  component: lazyScreen(() => import('./security-page.tsx'), 'SecurityPage'),
});

const forgottenPassword = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgotten-password',
  component: lazyScreen(() => import('./forgotten-password-page.tsx'), 'ForgottenPasswordPage'),
});

const resetPassword = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset-password',
  component: lazyScreen(() => import('./reset-password-page.tsx'), 'ResetPasswordPage'),
});

const confirmNewAddress = createRoute({
  getParentRoute: () => appRoute,
  path: '/confirm-new-address',
  component: lazyScreen(() => import('./confirm-new-address-page.tsx'), 'ConfirmNewAddressPage'),
});

const stopNewAddress = createRoute({
  getParentRoute: () => rootRoute,
  path: '/stop-new-address',
  component: lazyScreen(() => import('./stop-new-address-page.tsx'), 'StopNewAddressPage'),
});

export const signInPublicRoutes = [forgottenPassword, resetPassword, stopNewAddress] as const;
export const signInRoutes = [security, confirmNewAddress] as const;
