import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { getSession } from '#server/sign-in/contract.ts';
import { isFailure, reading } from '../api/index.ts';
import { loginOnTheWayTo } from '../sign-in/local-path.ts';
import { PageSkeleton } from '../ui/states.tsx';
import { rootRoute } from './root-route.ts';
import { NotFound, RouteError } from './route-states.tsx';

/** Parent of every screen of those who run the install. They need not belong to an account. */
export const consoleRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'console',
  component: lazyRouteComponent(() => import('./console-frame.tsx'), 'ConsoleFrame'),
  pendingComponent: PageSkeleton,
  notFoundComponent: NotFound,
  errorComponent: RouteError,
  beforeLoad: async ({ context, location }) => {
    try {
      const { user } = await context.queryClient.ensureQueryData(reading(getSession));
      if (!user.isOperator) throw redirect({ to: '/' });
    } catch (error) {
      if (!isFailure(error, 'not_logged_in')) throw error;
      throw redirect(loginOnTheWayTo(location.href));
    }
  },
});
