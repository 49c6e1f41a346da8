import { createRoute } from '@tanstack/react-router';
import { lazyScreen } from '../shell/lazy-screen.ts';
import { appRoute } from '../shell/root-route.ts';

const secondFactors = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/second-factors',
  component: lazyScreen(() => import('./second-factors-page.tsx'), 'SecondFactorsPage'),
});

export const secondFactorsRoutes = [secondFactors] as const;
