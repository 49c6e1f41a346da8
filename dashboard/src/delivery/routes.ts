import { createRoute } from '@tanstack/react-router';
import { consoleRoute } from '../shell/console-route.ts';
import { lazyScreen } from '../shell/lazy-screen.ts';
import { appRoute } from '../shell/root-route.ts';
import { textSearch } from '../shell/text-search.ts';
import { tableKeys } from '../ui/data-table/table-search.ts';

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

const systemMail = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/system-mail',
  component: lazyScreen(() => import('./system-mail/template-list.tsx'), 'TemplateList'),
});

const systemMailSent = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/system-mail/sent',
  validateSearch: textSearch(...tableKeys),
  component: lazyScreen(() => import('./system-mail/sent-list.tsx'), 'SentList'),
});

const systemMailTemplate = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/system-mail/$kind',
  component: lazyScreen(() => import('./system-mail/template-page.tsx'), 'TemplatePage'),
});

const sending = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/sending',
  component: lazyScreen(() => import('./sending/sending-page.tsx'), 'SendingPage'),
});

export const deliveryRoutes = [sending, deliveries, newServer, server] as const;
export const deliveryConsoleRoutes = [systemMail, systemMailSent, systemMailTemplate];
