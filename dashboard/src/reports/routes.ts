import { createRoute } from '@tanstack/react-router';
import { lazyScreen } from '../shell/lazy-screen.ts';
import { appRoute } from '../shell/root-route.ts';
import { textSearch } from '../shell/text-search.ts';
import { tableKeys } from '../ui/data-table/table-search.ts';

const report = createRoute({
  getParentRoute: () => appRoute,
  path: '/campaigns/$id/report',
  validateSearch: textSearch(...tableKeys, 'who', 'url'),
  component: lazyScreen(() => import('./report-page.tsx'), 'ReportPage'),
});

export const reportsRoutes = [report] as const;
