import { type Audience, countUpTo } from '#server/audience/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';

/**
 * Whether a campaign goes to more than so many, counted together with what the account sent within a day: whoever took over a
 * login could otherwise cut what is large into small pieces.
 */
export async function reachesMoreThan(
  tx: Tx,
  scope: { accountId: string },
  audience: Audience,
  most: number,
): Promise<boolean> {
  const own = await countUpTo(tx, scope, audience, most + 1);
  return own > most || (own > 0 && own + (await sentLately(tx, scope, most + 1)) > most);
}

interface Sent {
  planned: number;
  isPlanned: boolean;
  include: string[];
  exclude: string[];
}

/** Messages of the last day. Of a send that was started a moment ago nobody has written down the recipients yet. */
async function sentLately(tx: Tx, scope: { accountId: string }, most: number): Promise<number> {
  const sends = await tx.query<Sent>(sql`
    select s.planned, s.started_at is not null and s.planned_through is null as "isPlanned",
      array(select list_id from campaign_lists l where l.campaign_id = s.campaign_id and l.role = 'include') as include,
      array(select list_id from campaign_lists l where l.campaign_id = s.campaign_id and l.role = 'exclude') as exclude
    from sends s where s.created_at > now() - interval '1 day'`);
  let sum = 0;
  for (const { planned, isPlanned, ...audience } of sends) {
    if (sum >= most) break;
    sum += isPlanned ? planned : await countUpTo(tx, scope, audience, most);
  }
  return sum;
}
