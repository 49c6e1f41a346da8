import { type Database, sql } from '#server/platform/database/index.ts';

/** Seconds for which a share is a worker's own; it is renewed several times in that time. */
export const LEASE = 20;

/**
 * A sending server, or only what of it leads to one group of receivers. `accountId` is whose it is, which for a shared one
 * is not whose mail it carries.
 */
export type SharedServer = { accountId: string; id: string; receivers?: string | undefined };

/** Names what is shared. */
export const shareKey = ({ id, receivers = '' }: Pick<SharedServer, 'id' | 'receivers'>) =>
  `${id} ${receivers}`;

/** `held`: what the worker may be using while this runs, and so cannot be given to others yet. */
type Kept = SharedServer & { limit: number; held: number };

/** Renews in one transaction what is kept and gives back the rest; answers what may be open from now on. */
export async function renewShares(
  database: Database,
  worker: string,
  kept: Kept[],
  given: SharedServer[],
): Promise<Map<string, number>> {
  return await database.asSystem(async (tx) => {
    // One after the other for each server, and the shares of others read only after that.
    await tx.query(sql`
      select pg_advisory_xact_lock(hashtextextended('connections ' || id, 0))
      from unnest(${[...kept, ...given].map((share) => share.id)}::text[]) id order by id`);
    if (given.length > 0) {
      await tx.execute(sql`
        delete from connection_shares s
        using unnest(
          ${given.map((share) => share.accountId)}::uuid[], ${given.map((share) => share.id)}::uuid[],
          ${given.map(({ receivers }) => receivers ?? '')}::text[]
        ) g(account_id, server_id, receivers)
        where s.account_id = g.account_id and s.server_id = g.server_id and s.receivers = g.receivers
          and s.worker = ${worker}`);
    }
    if (kept.length === 0) return new Map();
    const rows = await tx.query<{ id: string; receivers: string; allowed: number }>(sql`
      with wanted as (
        select * from unnest(
          ${kept.map((share) => share.accountId)}::uuid[], ${kept.map((share) => share.id)}::uuid[],
          ${kept.map(({ receivers }) => receivers ?? '')}::text[],
          ${kept.map((share) => share.limit)}::int[], ${kept.map((share) => share.held)}::int[]
        ) w(account_id, server_id, receivers, most, held)
      ), alive as (
        select w.server_id, w.receivers, s.worker, s.granted
        from wanted w join connection_shares s using (account_id, server_id, receivers)
        where s.worker <> ${worker} and s.leased_until > clock_timestamp()
        union all select server_id, receivers, ${worker}, 0 from wanted
      ), ranked as (
        -- What does not divide goes to each in turn, minute by minute: with more workers than connections none starves.
        select *, count(*) over (partition by server_id, receivers) as workers,
          row_number() over (partition by server_id, receivers order by
            md5(worker || floor(extract(epoch from clock_timestamp()) / 60)::text), worker) as rank,
          sum(granted) over (partition by server_id, receivers) as taken
        from alive
      ), fair as (
        select w.*, least(
            w.most / r.workers + (r.rank <= w.most % r.workers)::int,
            greatest(w.most - r.taken, 0)
          )::int as allowed
        from wanted w join ranked r using (server_id, receivers) where r.worker = ${worker}
      ), written as (
        insert into connection_shares (account_id, server_id, receivers, worker, granted, leased_until)
        select account_id, server_id, receivers, ${worker}, greatest(allowed, held),
          clock_timestamp() + make_interval(secs => ${LEASE})
        from fair
        on conflict (account_id, server_id, receivers, worker) do update
          set granted = excluded.granted, leased_until = excluded.leased_until
      )
      select server_id as id, receivers, allowed from fair`);
    return new Map(rows.map((row) => [shareKey(row), row.allowed]));
  });
}
