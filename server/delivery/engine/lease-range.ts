import { type Database, sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { type HeldRange, LEASE } from './held-range.ts';

/** A send that has an open range worth looking at. */
export type Work = { accountId: string; sendId: string };

/**
 * Sends with something to do now, oldest first. A deferred message whose time has not come is not something to do.
 *
 * @param except sends this worker leaves alone for the moment
 */
export async function findWork(database: Database, except: string[]): Promise<Work[]> {
  return await database.asSystem((tx) =>
    tx.query<Work>(sql`
      select s.account_id as "accountId", s.id as "sendId" from sends s
      where s.finished_at is null and s.state in ('sending', 'cancelled') and (s.state = 'cancelled' or s.id <> all(${except}::uuid[]))
        and exists (
          select from send_ranges r where r.account_id = s.account_id and r.send_id = s.id and r.state = 'open'
            and (r.next_at <= now() or s.state = 'cancelled'))
      order by s.started_at
      limit 1000`),
  );
}

/**
 * Takes the first free range of a send for this worker; undefined when others were faster. The choice is materialised:
 * as a plain subquery it could be made anew for every row of the join.
 */
export async function leaseRange(
  database: Database,
  work: Work,
  worker: string,
): Promise<HeldRange | undefined> {
  const lease = newId();
  const range = await database.asSystem((tx) =>
    tx.maybeOne<{ firstPosition: number; lastPosition: number; isSwept: boolean }>(sql`
      with free as materialized (
        select r.first_position, s.state from send_ranges r
        join sends s on s.account_id = r.account_id and s.id = r.send_id
        where r.account_id = ${work.accountId} and r.send_id = ${work.sendId} and r.state = 'open'
          and (r.next_at <= now() or s.state = 'cancelled')
        order by r.first_position limit 1
        for update of r skip locked
      )
      update send_ranges r
      set state = 'leased', lease = ${lease}, worker = ${worker},
        leased_until = clock_timestamp() + make_interval(secs => ${LEASE.seconds})
      from free
      where r.account_id = ${work.accountId} and r.send_id = ${work.sendId} and r.first_position = free.first_position
      returning r.first_position as "firstPosition", r.last_position as "lastPosition",
        free.state = 'cancelled' as "isSwept"`),
  );
  return range && { ...work, ...range, lease, nextPosition: range.firstPosition, inFlight: 0 };
}

/**
 * Renews leases and answers those worth keeping: a range not among them was given to somebody else, or its send is
 * held or over.
 */
export async function renewLeases(database: Database, leases: string[]): Promise<Set<string>> {
  const renewed = await database.asSystem((tx) =>
    tx.query<{ lease: string; state: string }>(sql`
      update send_ranges r set leased_until = clock_timestamp() + make_interval(secs => ${LEASE.seconds})
      from sends s
      where r.lease = any(${leases}::uuid[]) and r.state = 'leased' and s.account_id = r.account_id and s.id = r.send_id
      returning r.lease, s.state`),
  );
  return new Set(renewed.filter((row) => row.state === 'sending').map((row) => row.lease));
}
