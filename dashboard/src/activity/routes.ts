import { createRoute } from '@tanstack/react-router';
import { consoleRoute } from '../shell/console-route.ts';
import { lazyScreen } from '../shell/lazy-screen.ts';
import { appRoute } from '../shell/root-route.ts';
import { textSearch } from '../shell/text-search.ts';
import { tableKeys } from '../ui/data-table/table-search.ts';

const activity = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/activity',
  validateSearch: textSearch(...tableKeys, 'who', 'what', 'since', 'object'),
  component: lazyScreen(() => import('./activity-page.tsx'), 'ActivityPage'),
});

const usage = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/usage',
  validateSearch: textSearch('account', 'weeks'),
  component: lazyScreen(() => import('./usage/usage-page.tsx'), 'UsagePage'),
});

export const activityRoutes = [activity] as const;
export const activityConsoleRoutes = [usage] as const;
