import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, StrictMode, Suspense } from 'react';
import { getSession } from '#server/sign-in/contract.ts';
import { createQueryClient, keyOf } from '../api/index.ts';
import { nonce } from '../policy/page-facts.ts';
import { loginOnTheWayTo } from '../sign-in/local-path.ts';
import { cssVariables } from '../theme/css-variables.ts';
import { theme } from '../theme/theme.ts';
import { createAppRouter } from './router.ts';

/** A session that ended while someone works leads to the login and back. Before one was known, the routes see to it. */
const queryClient = createQueryClient(() => {
  if (queryClient.getQueryData(keyOf(getSession)) === undefined) return;
  const { href } = router.state.location;
  queryClient.clear();
  router.navigate(loginOnTheWayTo(href));
});
const router = createAppRouter(queryClient);

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

const Toasts = lazy(() => import('./toasts.tsx'));

export function App() {
  return (
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        colorSchemeManager={localStorageColorSchemeManager()}
        getStyleNonce={() => nonce}
      >
        <Suspense>
          <Toasts />
        </Suspense>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>
  );
}
