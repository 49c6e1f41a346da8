import { sql, type Tx } from '#server/platform/database/index.ts';

/** What became of a server's messages on one day, in UTC. */
export type ServerDay = {
  server: string;
  /** `2026-11-22` */
  day: string;
  accepted: number;
  deferred: number;
  rejected: number;
  /** How often a receiver asked us to slow down. */
  slowed: number;
  /** Of those accepted: encrypted, to a server that proved its name, or to one that did not; and in the clear. */
  tlsVerified: number;
  tlsUnverified: number;
  inClear: number;
  /** The groups of receivers of what left in the clear. */
  inClearTo: string[];
};

/**
 * The last days of servers, today included, oldest first; days without mail are left out. Over all accounts that the
 * transaction sees: for a shared server read as the system.
 *
 * @param servers ids, or 'install' for the install's own way
 */
export async function readServerDays(tx: Tx, servers: string[], days = 30): Promise<ServerDay[]> {
  return await tx.query<ServerDay>(sql`
    select server, to_char(day, 'YYYY-MM-DD') as day, sum(accepted)::int as accepted, sum(deferred)::int as deferred,
      sum(rejected)::int as rejected, sum(slowed)::int as slowed,
      sum(tls_verified)::int as "tlsVerified", sum(tls_unverified)::int as "tlsUnverified",
      sum(in_clear)::int as "inClear",
      coalesce(array_agg(distinct receiver order by receiver) filter (where in_clear > 0), '{}') as "inClearTo"
    from server_days
    where server = any (${servers}) and day > (now() at time zone 'UTC')::date - ${days}::int
    group by server, day order by server, day`);
}

/** Messages that each server's receivers took today, in UTC; 0 where there was none. */
export async function usedToday(tx: Tx, servers: string[]): Promise<Map<string, number>> {
  const today = await readServerDays(tx, servers, 1);
  return new Map(servers.map((id) => [id, today.find((day) => day.server === id)?.accepted ?? 0]));
}
