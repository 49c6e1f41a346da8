import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';

/**
 * To how many people the campaigns go that an account began since then, without those left out in the end: suppressed, or not
 * reached when it was cancelled. Until its recipients are written down a campaign counts with those it was started for. Of the
 * whole account, whoever asks: for the system role.
 */
export async function recipientsSince(tx: Tx, accountId: string, since: Sql): Promise<number> {
  const { recipients } = await tx.one<{ recipients: number }>(sql`
    select coalesce(sum(
      case when s.state = 'cancelled' or (s.started_at is not null and s.planned_through is null)
        then s.planned else greatest(s.planned, s.reach) end
      - coalesce((select sum(r.suppressed + r.cancelled) from send_ranges r
          where r.account_id = s.account_id and r.send_id = s.id), 0)), 0)::bigint as recipients
    from sends s where s.account_id = ${accountId} and s.created_at >= ${since}`);
  return recipients;
}
