import { createRoute } from '@tanstack/react-router';
import { lazyScreen } from '../shell/lazy-screen.ts';
import { appRoute } from '../shell/root-route.ts';
import { textSearch } from '../shell/text-search.ts';

const newServer = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/sending/servers/new',
  validateSearch: textSearch('kind'),
  component: lazyScreen(() => import('./servers/new-server-page.tsx'), 'NewServerPage'),
});

const server = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/sending/servers/$id',
  component: lazyScreen(() => import('./servers/server-page.tsx'), 'ServerPage'),
});

const deliveries = createRoute({
  getParentRoute: () => appRoute,
  path: '/deliveries',
  component: lazyScreen(() => import('./waiting/deliveries-page.tsx'), 'DeliveriesPage'),
});

export const deliveryRoutes = [deliveries, newServer, server] as const;
