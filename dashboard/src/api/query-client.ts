import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiFailure } from './api-failure.ts';

/** `onLoggedOut` runs when any call finds that the session has ended. */
export function createQueryClient(onLoggedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (error instanceof ApiFailure && error.code === 'not_logged_in') onLoggedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: { queries: { staleTime: 15_000, retry: mayRetry, refetchOnWindowFocus: true } },
  });
}

/** Only what time may heal is tried again: the server away or overloaded, never a refusal. */
function mayRetry(failures: number, error: unknown): boolean {
  const healing = error instanceof ApiFailure && (error.status === 0 || error.status === 503);
  return healing && failures < 2;
}
