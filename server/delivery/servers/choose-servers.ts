import type { Leaving } from '../ways/index.ts';
import type { ServerRow } from './server-row.ts';

/** Which servers mail can leave over, the first choice first; and what holds when there is none. */
type Choice = {
  servers: ServerRow[];
  /** Whether the install's own way may take the mail instead. */
  installMayServe: boolean;
};

/**
 * Chooses by account, from-domain and stream: the account's own servers before the shared ones; among each the one
 * named for the nearest domain first, then by the order given. A paused server is chosen too: its mail waits rather
 * than leave by a way that nobody meant.
 *
 * The install's own way serves accounts that no server fits. Is it the sandbox, it serves only accounts that have no
 * server at all, switched off or not: mail meant for people must never end up in there unnoticed.
 *
 * Mail of the install itself has the shared servers and the install's own way alone.
 */
export function chooseServers(
  all: readonly ServerRow[],
  leaving: Leaving,
  installMode: 'sandbox' | 'smtp',
): Choice {
  const isOwn = (row: ServerRow) => row.accountId === leaving.accountId && !leaving.ofInstall;
  const offered = all.filter((row) => isOwn(row) || row.shared);
  const servers = offered
    .filter((row) => row.enabled && row.streams.includes(leaving.stream))
    .flatMap((row) => {
      const nearness = nearnessOf(row.fromDomains, leaving.fromDomain);
      return nearness === undefined ? [] : [{ row, nearness, isOwn: isOwn(row) }];
    })
    // Sorting is stable: what is equal keeps the order by priority.
    .sort((a, b) => Number(b.isOwn) - Number(a.isOwn) || b.nearness - a.nearness)
    .map(({ row }) => row);
  const blocking = installMode === 'sandbox' ? offered : servers;
  return { servers, installMayServe: blocking.length === 0 };
}

/** How many letters of the domain a server is named for: 0 when it takes any, undefined when it does not take this one. */
function nearnessOf(takes: readonly string[], domain: string): number | undefined {
  if (takes.length === 0) return 0;
  const fitting = takes.filter((taken) => domain === taken || domain.endsWith(`.${taken}`));
  return fitting.length === 0 ? undefined : Math.max(...fitting.map((taken) => taken.length));
}
