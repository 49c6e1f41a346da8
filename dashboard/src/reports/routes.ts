import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { appRoute } from '../shell/root-route.ts';
import { textSearch } from '../shell/text-search.ts';
import { tableKeys } from '../ui/data-table/table-search.ts';

const report = createRoute({
  getParentRoute: () => appRoute,
  path: '/campaigns/$id/report',
  validateSearch: textSearch(...tableKeys, 'who', 'url'),
  component: lazyRouteComponent(() => import('./report-page.tsx'), 'ReportPage'),
});

export const reportsRoutes = [report] as const;
