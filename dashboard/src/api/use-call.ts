import {
  keepPreviousData,
  type QueryKey,
  queryOptions,
  type UseMutationResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useCallback } from 'react';
import type { CallInput, CallResult, RouteContract } from '#server/platform/http/contract.ts';
import { ApiFailure } from './api-failure.ts';
import { addressOf, call } from './call.ts';
import { joined } from './joined.ts';

/** Cache key of a read: the contract's path first, so that a whole family can be refreshed by its prefix. */
export const keyOf = <C extends RouteContract>(contract: C, input: CallInput<C> = {}): QueryKey => [
  contract.path,
  input.params ?? {},
  input.query ?? {},
  ...(input.body === undefined ? [] : [input.body]),
];

export const reading = <C extends RouteContract>(contract: C, input: CallInput<C> = {}) =>
  queryOptions<CallResult<C>, ApiFailure>({
    queryKey: keyOf(contract, input),
    queryFn: ({ signal }) => call(contract, input, signal),
  });

interface ReadOptions<R> {
  enabled?: boolean;
  /** Milliseconds between two polls; false stops. May depend on what was read last. */
  every?: number | false | ((latest: R | undefined) => number | false);
  /** Keep showing the last page while the next one loads. */
  keep?: boolean;
}

/** Reads through a contract: `const { data } = useCall(getCampaign, { params: { id } })`. */
export function useCall<C extends RouteContract>(
  contract: C,
  input: CallInput<C> = {},
  options: ReadOptions<CallResult<C>> = {},
) {
  const { enabled = true, every = false, keep = false } = options;
  return useQuery({
    ...reading(contract, input),
    enabled,
    refetchInterval: typeof every === 'function' ? (query) => every(query.state.data) : every,
    ...(keep ? { placeholderData: keepPreviousData } : {}),
  });
}

/** Marks every cached read whose path begins with one of `prefixes` as stale; those on screen are read again. */
export function useRefresh(): (...prefixes: string[]) => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    (...prefixes: string[]) =>
      client.invalidateQueries({
        predicate: ({ queryKey }) => prefixes.some((prefix) => String(queryKey[0]).startsWith(prefix)),
      }),
    [client],
  );
}

export type Change<C extends RouteContract> = UseMutationResult<CallResult<C>, ApiFailure, CallInput<C>>;

/**
 * Changes through a contract, then refreshes the reads under `refresh`: `change.mutate({ params, body })`. They are read again
 * after a conflict too: what is on screen is not what there is any more.
 */
export function useChange<C extends RouteContract>(
  contract: C,
  { refresh = [] as string[] } = {},
): Change<C> {
  const refreshReads = useRefresh();
  const make = async (input: CallInput<C>) => {
    try {
      const answer = await call(contract, input);
      await refreshReads(...refresh);
      return answer;
    } catch (failure) {
      if (failure instanceof ApiFailure && failure.status === 409) await refreshReads(...refresh);
      throw failure;
    }
  };
  return useMutation<CallResult<C>, ApiFailure, CallInput<C>>({
    mutationFn: (input) =>
      joined(`${contract.method} ${addressOf(contract, input)} ${JSON.stringify(input.body)}`, () =>
        make(input),
      ),
  });
}
