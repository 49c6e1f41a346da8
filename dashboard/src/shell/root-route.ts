import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { getSetup } from '#server/registration/contract.ts';
import { getSession } from '#server/sign-in/contract.ts';
import { isFailure, reading } from '../api/index.ts';
import { loginOnTheWayTo } from '../sign-in/local-path.ts';
import { PageSkeleton } from '../ui/states.tsx';
import { NotFound, RouteError } from './route-states.tsx';

export interface RouterContext {
  queryClient: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  notFoundComponent: NotFound,
  errorComponent: RouteError,
});

/** Parent of every screen that needs a login: the frame with the navigation around it. */
export const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  component: lazyRouteComponent(() => import('./app-frame.tsx'), 'AppFrame'),
  pendingComponent: PageSkeleton,
  notFoundComponent: NotFound,
  errorComponent: RouteError,
  beforeLoad: async ({ context, location }) => {
    try {
      const { account, user } = await context.queryClient.ensureQueryData(reading(getSession));
      if (!account) throw redirect({ to: user.isOperator ? '/operator' : '/no-account' });
    } catch (error) {
      if (!isFailure(error, 'not_logged_in')) throw error;
      const { needed } = await context.queryClient.fetchQuery({ ...reading(getSetup), staleTime: 0 });
      if (needed) throw redirect({ to: '/welcome' });
      throw redirect(loginOnTheWayTo(location.href));
    }
  },
});
