import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter } from '@tanstack/react-router';
import { accountsRoutes } from '../accounts/routes.ts';
import { activityConsoleRoutes, activityRoutes } from '../activity/routes.ts';
import { audienceRoutes } from '../audience/routes.ts';
import { campaignsRoutes } from '../campaigns/routes.ts';
import { deliveryConsoleRoutes, deliveryRoutes } from '../delivery/routes.ts';
import { homeRoutes } from '../home/routes.ts';
import { operatorConsoleRoutes, operatorPublicRoutes } from '../operator/routes.ts';
import { policiesConsoleRoutes, policiesRoutes } from '../policies/routes.ts';
import { registrationPublicRoutes } from '../registration/routes.ts';
import { reportsRoutes } from '../reports/routes.ts';
import { sandboxRoutes } from '../sandbox/routes.ts';
import { secondFactorsRoutes } from '../second-factors/routes.ts';
import { signInPublicRoutes, signInRoutes } from '../sign-in/routes.ts';
import { providerConsoleRoutes, providerPublicRoutes, providerRoutes } from '../sign-in-providers/routes.ts';
import { teamPublicRoutes, teamRoutes } from '../team/routes.ts';
import { consoleRoute } from './console-route.ts';
import { appRoute, rootRoute } from './root-route.ts';
import { NotFound } from './route-states.tsx';

/** An address that leads nowhere still shows the way around. */
const nowhere = createRoute({ getParentRoute: () => appRoute, path: '$', component: NotFound });

/** Every screen: before the login, in the console of those who run the install, in an account. */
const routeTree = rootRoute.addChildren([
  ...registrationPublicRoutes,
  ...signInPublicRoutes,
  ...providerPublicRoutes,
  ...teamPublicRoutes,
  ...operatorPublicRoutes,
  consoleRoute.addChildren([
    ...operatorConsoleRoutes,
    ...activityConsoleRoutes,
    ...policiesConsoleRoutes,
    ...providerConsoleRoutes,
    ...deliveryConsoleRoutes,
  ]),
  appRoute.addChildren([
    ...homeRoutes,
    ...campaignsRoutes,
    ...reportsRoutes,
    ...audienceRoutes,
    ...sandboxRoutes,
    ...deliveryRoutes,
    ...accountsRoutes,
    ...teamRoutes,
    ...activityRoutes,
    ...policiesRoutes,
    ...signInRoutes,
    ...secondFactorsRoutes,
    ...providerRoutes,
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
