import { createRoute } from '@tanstack/react-router';
import { lazyScreen } from '../shell/lazy-screen.ts';
import { appRoute } from '../shell/root-route.ts';
import { textSearch } from '../shell/text-search.ts';
import { tableKeys } from '../ui/data-table/table-search.ts';

const list = createRoute({
  getParentRoute: () => appRoute,
  path: '/sandbox',
  validateSearch: textSearch(...tableKeys),
  component: lazyScreen(() => import('./sandbox-list.tsx'), 'SandboxList'),
});

const message = createRoute({
  getParentRoute: () => appRoute,
  path: '/sandbox/$id',
  validateSearch: textSearch('view'),
  component: lazyScreen(() => import('./message-page.tsx'), 'MessagePage'),
});

export const sandboxRoutes = [list, message] as const;
