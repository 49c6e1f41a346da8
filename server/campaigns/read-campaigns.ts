import { join, type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { latest } from './approval/standing.ts';
import type { Campaign, CampaignState, CampaignSummary } from './contract.ts';

/** Where the approval of a campaign `c` stands in lists; null where none is wanted, or not any more because it was started. */
export const approvalOf: Sql = sql`(
  select coalesce(nullif(p.state, 'withdrawn'), 'none') from accounts a ${latest}
  where a.id = c.account_id and a.approval_required and c.state in ('draft', 'scheduled'))`;

/** Counts come from the ranges of the run's ledger: a handful of rows, whatever the audience. */
const summaryColumns: Sql = sql`
  c.id, c.name, c.state, c.subject, c.scheduled_at as "scheduledAt", c.scheduled_zone as "scheduledZone",
  c.created_at as "createdAt", c.updated_at as "updatedAt", s.started_at as "startedAt", s.finished_at as "finishedAt",
  coalesce(s.planned, 0) as planned, coalesce(r.sent, 0) as sent, coalesce(r.failed, 0) as failed,
  ${approvalOf} as approval`;

const run: Sql = sql`
  left join sends s on s.account_id = c.account_id and s.campaign_id = c.id
  left join lateral (
    select sum(sent)::int as sent, sum(failed)::int as failed
    from send_ranges where account_id = s.account_id and send_id = s.id
  ) r on true`;

const listsOf = (role: 'include' | 'exclude'): Sql => sql`
  (select coalesce(json_agg(l.list_id), '[]') from campaign_lists l
   where l.account_id = c.account_id and l.campaign_id = c.id and l.role = ${role})`;

/** One campaign. @throws not_found */
export async function readCampaign(tx: Tx, id: string): Promise<Campaign> {
  const found = await tx.maybeOne<Campaign>(sql`
    select ${summaryColumns}, c.from_name as "fromName", c.from_email as "fromEmail", c.reply_to as "replyTo", c.preheader,
      c.content, c.track_opens as "trackOpens", c.track_clicks as "trackClicks", c.revision, c.notice,
      ${listsOf('include')} as "includeLists", ${listsOf('exclude')} as "excludeLists"
    from campaigns c ${run} where c.id = ${id}`);
  if (!found) throw problem('not_found', 'There is no such campaign.');
  return found;
}

/** Takes the campaign for this transaction alone, so that two acts on it come one after the other. @throws not_found */
export async function lockCampaign(tx: Tx, id: string): Promise<{ state: CampaignState; revision: number }> {
  const found = await tx.maybeOne<{ state: CampaignState; revision: number }>(
    sql`select state, revision from campaigns where id = ${id} for update`,
  );
  if (!found) throw problem('not_found', 'There is no such campaign.');
  return found;
}

/** Whether a campaign `c` waits for approval. */
const awaiting: Sql = sql`(c.state = 'draft' and exists (select from accounts a where a.id = c.account_id and a.approval_required)
  and exists (select from approvals p where p.account_id = c.account_id and p.campaign_id = c.id and p.state = 'asked'))`;

interface CampaignFilter {
  state?: CampaignState | undefined;
  approval?: 'asked' | undefined;
  search?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** A page of campaigns, newest first, with counts by state for the tabs. */
export async function listCampaigns(tx: Tx, filter: CampaignFilter) {
  const wanted = join(
    [
      sql`true`,
      ...(filter.state ? [sql`c.state = ${filter.state}`] : []),
      ...(filter.approval ? [awaiting] : []),
      ...(filter.search
        ? [sql`position(lower(${filter.search}) in lower(c.name || ' ' || c.subject)) > 0`]
        : []),
    ],
    ' and ',
  );
  // Ids are made in the order of time, so the last one of a page is also where the next begins.
  const items = await tx.query<CampaignSummary>(sql`
    select ${summaryColumns} from campaigns c ${run}
    where ${wanted} and (${filter.cursor ?? null}::uuid is null or c.id < ${filter.cursor ?? null}::uuid)
    order by c.id desc limit ${filter.limit + 1}`);
  const { total } = await tx.one<{ total: number }>(
    sql`select count(*) as total from campaigns c where ${wanted}`,
  );
  const states = await tx.query<{ state: CampaignState; count: number }>(
    sql`select state, count(*) as count from campaigns group by state`,
  );
  const { waiting } = await tx.one<{ waiting: number }>(
    sql`select count(*) as waiting from campaigns c where ${awaiting}`,
  );
  const more = items.length > filter.limit;
  const shown = items.slice(0, filter.limit);
  return {
    items: shown,
    total,
    nextCursor: more ? (shown.at(-1)?.id ?? null) : null,
    byState: byState(states),
    awaitingApproval: waiting,
  };
}

function byState(rows: { state: CampaignState; count: number }[]): Record<CampaignState, number> {
  const counts = { draft: 0, scheduled: 0, sending: 0, paused: 0, sent: 0, cancelled: 0 };
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}
