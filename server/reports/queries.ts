import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { Report } from './contract.ts';

interface FoundSend extends Omit<Report['campaign'], 'id'> {
  id: string;
  /** Null before the campaign was started. */
  sendId: string | null;
  startedAt: string | null;
  finishedAt: string | null;
}

/** A campaign and its run. @throws not_found, also for a campaign of another account. */
export async function findSend(tx: Tx, campaignId: string): Promise<FoundSend> {
  const found = await tx.maybeOne<FoundSend>(sql`
    select c.id, c.name, c.subject, c.state, c.track_opens as "trackOpens", c.track_clicks as "trackClicks",
           s.id as "sendId", coalesce(s.started_at, s.created_at) as "startedAt", s.finished_at as "finishedAt"
      from campaigns c
      left join sends s on s.account_id = c.account_id and s.campaign_id = c.id
     where c.id = ${campaignId}`);
  if (!found) throw problem('not_found', 'There is no such campaign.');
  return found;
}
