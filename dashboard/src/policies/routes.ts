import { createRoute } from '@tanstack/react-router';
import { consoleRoute } from '../shell/console-route.ts';
import { lazyScreen } from '../shell/lazy-screen.ts';
import { appRoute } from '../shell/root-route.ts';

const agreements = createRoute({
  getParentRoute: () => appRoute,
  path: '/agreements',
  component: lazyScreen(() => import('./agreements-page.tsx'), 'AgreementsPage'),
});

const operatorsPolicies = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/policies',
  component: lazyScreen(() => import('./operator-policies-page.tsx'), 'OperatorPoliciesPage'),
});

const operatorsPolicy = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/operator/policies/$kind',
  component: lazyScreen(() => import('./operator-policy-page.tsx'), 'OperatorPolicyPage'),
});

export const policiesRoutes = [agreements] as const;
export const policiesConsoleRoutes = [operatorsPolicies, operatorsPolicy] as const;
