import { type Database, prepared, sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { Stream } from '../ways/index.ts';
import { type Candidate, Candidates } from './candidates.ts';
import { type HeldRange, LEASE, thisMoment, type WhenUnsure } from './held-range.ts';

/** A send that has an open range worth looking at. */
export type Work = {
  accountId: string;
  sendId: string;
  stream: Stream;
  whenUnsure: WhenUnsure;
  isCancelled: boolean;
};

/**
 * Sends with something to do now, transactional ones first, then the oldest. A deferred message whose time has not come
 * is not something to do.
 *
 * @param leftAlone ids of sends that are not asked for; passed over here, so that they cannot fill the answer however
 *   many they are. Cancelled ones are found all the same.
 */
export async function findWork(database: Database, leftAlone: string[] = []): Promise<Work[]> {
  return await database.atOnce<Work>(
    prepared(
      'find-work',
      sql`
      select s.account_id as "accountId", s.id as "sendId", s.stream, s.when_unsure as "whenUnsure",
        s.state = 'cancelled' as "isCancelled"
      from sends s
      where s.finished_at is null and s.state in ('sending', 'cancelled')
        and (s.state = 'cancelled' or s.id not in (select unnest(${leftAlone}::uuid[])))
        and exists (
          select from send_ranges r where r.account_id = s.account_id and r.send_id = s.id and r.state = 'open'
            and (r.next_at <= now() or s.state = 'cancelled'))
      order by s.stream desc, s.started_at
      limit 1000`,
    ),
  );
}

/**
 * Takes the first free range of a send for this worker, with what is to be sent of it; undefined when others were
 * faster. What was held back comes after the rest, else a few receivers that hang would keep every worker busy with what
 * is left for them. The choice is materialised: as a plain subquery it could be made anew for every row of the join.
 *
 * @param hasWaitedFirst takes what was held back before the rest
 */
export async function leaseRange(
  database: Database,
  work: Work,
  worker: string,
  hasWaitedFirst = false,
): Promise<HeldRange | undefined> {
  const lease = newId();
  const renewedAt = thisMoment();
  const { accountId, sendId, stream, whenUnsure, isCancelled } = work;
  const [range] = await database.atOnce<{ firstPosition: number; lastPosition: number }>(
    prepared(
      'lease-range',
      sql`
      with free as materialized (
        select r.first_position from send_ranges r
        where r.account_id = ${accountId} and r.send_id = ${sendId} and r.state = 'open'
          and (r.next_at <= now() or ${isCancelled}::boolean)
        order by (r.waiting is not null) <> ${hasWaitedFirst}::boolean, r.first_position limit 1
        for update skip locked
      )
      update send_ranges r
      set state = 'leased', lease = ${lease}, worker = ${worker}, waiting = null, waiting_kind = null,
        waiting_server = null, leased_until = clock_timestamp() + make_interval(secs => ${LEASE.seconds})
      from free
      where r.account_id = ${accountId} and r.send_id = ${sendId} and r.first_position = free.first_position
      returning r.first_position as "firstPosition", r.last_position as "lastPosition"`,
    ),
  );
  if (!range) return undefined;
  const held = { accountId, sendId, stream, whenUnsure, ...range, lease, renewedAt };
  const open = isCancelled ? [] : await readOpen(database, held);
  return {
    ...held,
    candidates: new Candidates(open),
    inFlight: 0,
    isOver: isCancelled,
    movedAt: performance.now(),
    hasMoved: false,
  };
}

/** What of a range may be sent now: the lease keeps everybody else from changing that. */
async function readOpen(
  database: Database,
  range: Pick<HeldRange, 'accountId' | 'sendId' | 'firstPosition' | 'lastPosition'>,
): Promise<Candidate[]> {
  return await database.atOnce<Candidate>(
    prepared(
      'read-open',
      sql`
      select m.position, lower(substring(m.email from '[^@]*$')) as domain from messages m
      where m.account_id = ${range.accountId} and m.send_id = ${range.sendId}
        and m.position between ${range.firstPosition} and ${range.lastPosition}
        and (m.state = 'queued' or (m.state = 'deferred' and m.next_at <= now()))
      order by m.position`,
    ),
  );
}

/**
 * Renews leases and answers those worth keeping: a range not among them was given to somebody else, or its send is
 * held or over. Locks them in the order of the rounds, which run meanwhile.
 */
export async function renewLeases(database: Database, leases: string[]): Promise<Set<string>> {
  const renewed = await database.asSystem((tx) =>
    tx.query<{ lease: string; state: string }>(sql`
      with locked as materialized (
        select account_id, send_id, first_position from send_ranges
        where lease = any(${leases}::uuid[]) and state = 'leased'
        order by account_id, send_id, first_position
        for update
      )
      update send_ranges r set leased_until = clock_timestamp() + make_interval(secs => ${LEASE.seconds})
      from locked l join sends s on s.account_id = l.account_id and s.id = l.send_id
      where r.account_id = l.account_id and r.send_id = l.send_id and r.first_position = l.first_position
      returning r.lease, s.state`),
  );
  return new Set(renewed.filter((row) => row.state === 'sending').map((row) => row.lease));
}
