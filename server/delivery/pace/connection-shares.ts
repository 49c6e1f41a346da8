import type { Database } from '#server/platform/database/index.ts';
import { LEASE, renewShares, type SharedServer, shareKey } from './renew-shares.ts';

/** Seconds before the end of a lease from which on nothing may be begun under it: the clocks and the way there and back. */
const MARGIN = 2;
/** Milliseconds after which a server that nobody wants any more is left to the others. */
const KEEP = 10_000;

/**
 * How many connections to each server, and to each group of receivers over it, this worker may have open, so that all
 * workers together keep to the limit.
 */
export interface ConnectionShares {
  /**
   * Answers from memory. The first time for a server it answers 0, asks the database at once, and calls `onChange`
   * when it knows.
   */
  want(server: SharedServer, limit: number): number;
  /** Makes the leases longer and the shares fair again; to be called every second or two. */
  renew(): Promise<void>;
  /** Gives all shares back: no connection may be open any more. */
  release(): Promise<void>;
}

type Share = SharedServer & {
  limit: number;
  /** What may be open while the lease lasts. */
  allowed: number;
  /** When the lease ends, by performance.now(). */
  until: number;
  wantedAt: number;
};

/**
 * Shares the connections to servers with a limit among all workers that want them: as many to each as fair, and what is
 * left over to each in turn. A share gets smaller in two steps, so that the limit holds at every moment: first no new
 * connection is opened and `open` falls, then the others may have what became free. The share of a dead worker comes
 * back when its lease ends.
 *
 * @param worker names this process; no two may have the same name
 * @param open how many connections to the server, or to those receivers over it, this worker has open now
 * @param onChange called when want() may answer more than before
 */
export function connectionShares(
  database: Database,
  worker: string,
  open: (server: SharedServer) => number,
  onChange: () => void,
): ConnectionShares {
  const shares = new Map<string, Share>();
  let renewing: Promise<void> | undefined;
  let isAskedAgain = false;

  const renewOnce = async () => {
    const now = performance.now();
    const [kept, given] = [[] as Share[], [] as Share[]];
    for (const share of shares.values()) {
      const isOver = share.wantedAt < now - KEEP && open(share) === 0;
      if (isOver) shares.delete(shareKey(share));
      (isOver ? given : kept).push(share);
    }
    if (kept.length === 0 && given.length === 0) return;
    const granted = await renewShares(
      database,
      worker,
      kept.map((share) => ({ ...share, held: held(share, open) })),
      given,
    );
    let isMore = false;
    for (const share of kept) {
      const allowed = granted.get(shareKey(share)) ?? 0;
      isMore ||= allowed > usable(share);
      share.allowed = allowed;
      // From before the statement: the database's lease ends later than this.
      share.until = now + (LEASE - MARGIN) * 1000;
    }
    if (isMore) onChange();
  };

  /** One at a time; a call during another makes that one run again. */
  const renew = async (): Promise<void> => {
    isAskedAgain = renewing !== undefined;
    renewing ??= (async () => {
      do {
        isAskedAgain = false;
        await renewOnce();
      } while (isAskedAgain);
    })().finally(() => {
      renewing = undefined;
    });
    return await renewing;
  };

  return {
    want(server, limit) {
      const now = performance.now();
      const key = shareKey(server);
      const share = shares.get(key);
      if (share) {
        share.wantedAt = now;
        share.limit = limit;
        return Math.min(usable(share), limit);
      }
      const { accountId, id, receivers } = server;
      shares.set(key, { accountId, id, receivers, limit, allowed: 0, until: 0, wantedAt: now });
      // A failure shows in the next renew(), which is awaited.
      renew().catch(() => {});
      return 0;
    },
    renew,
    async release() {
      await renewing?.catch(() => {});
      const given = [...shares.values()];
      shares.clear();
      if (given.length > 0) await renewShares(database, worker, [], given);
    },
  };
}

/** Nothing once the lease is over: the share may be somebody else's by then. */
function usable(share: Share): number {
  return share.until > performance.now() ? share.allowed : 0;
}

/** What must not be given away yet: the share in memory may still be used up while the statement runs. */
function held(share: Share, open: (server: SharedServer) => number): number {
  return Math.max(usable(share), open(share));
}
