import { createRoute, redirect } from '@tanstack/react-router';
import { getSession } from '#server/sign-in/contract.ts';
import { callOnce } from '../api/index.ts';
import { lazyScreen } from '../shell/lazy-screen.ts';
import { appRoute, rootRoute } from '../shell/root-route.ts';
import { textSearch } from '../shell/text-search.ts';
import { wayOn } from './local-path.ts';

async function leadIn(wanted: string): Promise<void> {
  const isLoggedIn = await callOnce(getSession).then(
    () => true,
    () => false,
  );
  if (isLoggedIn) throw redirect({ href: wanted });
}

const login = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: textSearch('next'),
  // Who is logged in already has no business here: they opened an old bookmark, or went back.
  beforeLoad: ({ search }: { search: { next?: string } }) => leadIn(wayOn(search.next, window.location.hash)),
  component: lazyScreen(() => import('./login-page.tsx'), 'LoginPage'),
});

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

export const signInPublicRoutes = [login, forgottenPassword, resetPassword, stopNewAddress] as const;
export const signInRoutes = [security, confirmNewAddress] as const;
