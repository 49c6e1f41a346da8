import { useNavigate, useRouterState, useSearch } from '@tanstack/react-router';

/** What the address bar keeps of every table: search words, order (`name`, `-name`), place. */
export const tableKeys = ['q', 'sort', 'cursor'] as const;
type TableSearch = { [key in (typeof tableKeys)[number]]?: string };

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Cursors of the pages before this one, so that Previous works after a reload too. */
    trail?: (string | null)[];
  }
}

export interface TablePlace extends TableSearch {
  /** Changes words, order or filters and goes back to the first page. */
  set: (change: Record<string, string | undefined>) => void;
  next: (cursor: string) => void;
  previous: (() => void) | undefined;
  first: (() => void) | undefined;
}

/** The table's place in the address bar, read and moved. */
export function useTableSearch(): TablePlace {
  const search = useSearch({ strict: false }) as TableSearch;
  const trail = useRouterState({ select: (state) => state.location.state.trail }) ?? [];
  const navigate = useNavigate();
  const go = (change: Record<string, string | undefined>, trail: (string | null)[], replace: boolean) =>
    navigate({
      to: '.',
      search: ((now: object) => ({ ...now, ...change })) as never,
      state: { trail },
      replace,
      resetScroll: false,
    });
  const { cursor } = search;
  const before = trail.at(-1);
  return {
    q: search.q,
    sort: search.sort,
    cursor,
    set: (change) => go({ ...change, cursor: undefined }, [], true),
    next: (next) => go({ cursor: next }, [...trail, cursor ?? null], false),
    previous: trail.length ? () => go({ cursor: before ?? undefined }, trail.slice(0, -1), false) : undefined,
    first: cursor ? () => go({ cursor: undefined }, [], false) : undefined,
  };
}
