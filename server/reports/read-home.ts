import { approvalOf } from '#server/campaigns/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import type { Home } from './contract.ts';
import { readTotals } from './read-totals.ts';

type Recent = Home['recentCampaigns'][number];
type RecentRow = Omit<Recent, 'totals'> & { sendId: string | null };

/** The figures of the first page. */
export async function readHome(tx: Tx): Promise<Home> {
  const counts = await tx.one<{ contacts: number; lists: number; hasEvents: boolean }>(sql`
    select (select count(*) from contacts) as contacts, (select count(*) from lists) as lists,
           exists (select from events where kind in ('opened', 'clicked')) as "hasEvents"`);
  const recent = await readCampaigns(tx, sql`c.updated_at desc`, 5);
  const [last] = await readCampaigns(tx, sql`coalesce(s.started_at, s.created_at) desc nulls last`, 1);
  const hasSent = last?.sendId != null;
  const recentCampaigns = [];
  for (const row of recent) recentCampaigns.push(await withTotals(tx, row));
  return {
    contacts: counts.contacts,
    lists: counts.lists,
    lastCampaign: hasSent
      ? (recentCampaigns.find(({ id }) => id === last.id) ?? (await withTotals(tx, last)))
      : null,
    recentCampaigns,
    steps: {
      hasContacts: counts.contacts > 0,
      hasCampaign: recent.length > 0,
      hasSent,
      hasEvents: counts.hasEvents,
    },
  };
}

async function readCampaigns(tx: Tx, order: ReturnType<typeof sql>, limit: number): Promise<RecentRow[]> {
  return await tx.query<RecentRow>(sql`
    select c.id, c.name, c.subject, c.state, ${approvalOf} as approval, c.updated_at as "updatedAt", s.id as "sendId",
           coalesce(s.started_at, s.created_at) as "startedAt", s.finished_at as "finishedAt"
      from campaigns c
      left join sends s on s.account_id = c.account_id and s.campaign_id = c.id
     order by ${order}, c.id
     limit ${limit}`);
}

async function withTotals(tx: Tx, { sendId, ...campaign }: RecentRow): Promise<Recent> {
  return { ...campaign, totals: sendId === null ? null : await readTotals(tx, sendId) };
}
