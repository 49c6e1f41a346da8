import { createRoute } from '@tanstack/react-router';
import { lazyScreen } from '../shell/lazy-screen.ts';
import { appRoute } from '../shell/root-route.ts';
import { textSearch } from '../shell/text-search.ts';
import { tableKeys } from '../ui/data-table/table-search.ts';

const lists = createRoute({
  getParentRoute: () => appRoute,
  path: '/lists',
  component: lazyScreen(() => import('./lists/lists-page.tsx'), 'ListsPage'),
});

const list = createRoute({
  getParentRoute: () => appRoute,
  path: '/lists/$id',
  validateSearch: textSearch(...tableKeys, 'status'),
  component: lazyScreen(() => import('./lists/list-page.tsx'), 'ListPage'),
});

const bringFile = createRoute({
  getParentRoute: () => appRoute,
  path: '/lists/$id/import',
  component: lazyScreen(() => import('./imports/bring-page.tsx'), 'BringPage'),
});

const importRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/imports/$id',
  validateSearch: textSearch('step'),
  component: lazyScreen(() => import('./imports/import-page.tsx'), 'ImportPage'),
});

const contacts = createRoute({
  getParentRoute: () => appRoute,
  path: '/contacts',
  validateSearch: textSearch(...tableKeys, 'list', 'status'),
  component: lazyScreen(() => import('./contacts/contacts-page.tsx'), 'ContactsPage'),
});

const contact = createRoute({
  getParentRoute: () => appRoute,
  path: '/contacts/$id',
  component: lazyScreen(() => import('./contacts/contact-page.tsx'), 'ContactPage'),
});

const fields = createRoute({
  getParentRoute: () => appRoute,
  path: '/contacts/fields',
  component: lazyScreen(() => import('./fields/fields-page.tsx'), 'FieldsPage'),
});

const suppressions = createRoute({
  getParentRoute: () => appRoute,
  path: '/contacts/suppressions',
  validateSearch: textSearch(...tableKeys, 'reason'),
  component: lazyScreen(() => import('./suppressions/suppressions-page.tsx'), 'SuppressionsPage'),
});

export const audienceRoutes = [
  lists,
  list,
  bringFile,
  importRoute,
  contacts,
  contact,
  fields,
  suppressions,
] as const;
