import { createRoute } from '@tanstack/react-router';
import { lazyScreen } from '../shell/lazy-screen.ts';
import { appRoute } from '../shell/root-route.ts';

const home = createRoute({
  getParentRoute: () => appRoute,
  path: '/',
  component: lazyScreen(() => import('./home-page.tsx'), 'HomePage'),
});

export const homeRoutes = [home] as const;
