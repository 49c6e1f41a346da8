import { createRoute } from '@tanstack/react-router';
import { lazyScreen } from '../shell/lazy-screen.ts';
import { appRoute, rootRoute } from '../shell/root-route.ts';

const team = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/team',
  component: lazyScreen(() => import('./team-page.tsx'), 'TeamPage'),
});

const invitation = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  component: lazyScreen(() => import('./invitation-page.tsx'), 'InvitationPage'),
});

const noAccount = createRoute({
  getParentRoute: () => rootRoute,
  path: '/no-account',
  component: lazyScreen(() => import('./no-account-page.tsx'), 'NoAccountPage'),
});

export const teamPublicRoutes = [invitation, noAccount] as const;
export const teamRoutes = [team] as const;
