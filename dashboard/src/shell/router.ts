import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter } from '@tanstack/react-router';
import { accountsRoutes, consoleRoutes, publicRoutes } from '../accounts/routes.ts';
import { audienceRoutes } from '../audience/routes.ts';
import { campaignsRoutes } from '../campaigns/routes.ts';
import { deliveryConsoleRoutes, deliveryRoutes } from '../delivery/routes.ts';
import { homeRoutes } from '../home/routes.ts';
import { reportsRoutes } from '../reports/routes.ts';
import { sandboxRoutes } from '../sandbox/routes.ts';
import { consoleRoute } from './console-route.ts';
import { appRoute, rootRoute } from './root-route.ts';
import { NotFound } from './route-states.tsx';

/** An address that leads nowhere still shows the way around. */
const nowhere = createRoute({ getParentRoute: () => appRoute, path: '$', component: NotFound });

/** Every screen: one line for each domain. */
const routeTree = rootRoute.addChildren([
  ...publicRoutes,
  consoleRoute.addChildren([...consoleRoutes, ...deliveryConsoleRoutes]),
  appRoute.addChildren([
    ...homeRoutes,
    ...campaignsRoutes,
    ...reportsRoutes,
    ...audienceRoutes,
    ...sandboxRoutes,
    ...deliveryRoutes,
    ...accountsRoutes,
    nowhere,
  ]),
]);

export const createAppRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPendingMs: 200,
    scrollRestoration: true,
  });
