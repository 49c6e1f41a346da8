import type { RecordByProduct } from '#server/activity/index.ts';
import { audienceOf } from '#server/audience/index.ts';
import { planSend } from '#server/delivery/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import type { JobHandlers } from '#server/platform/queue/index.ts';
import type { StartDeps } from './safeguards/safeguards.ts';
import { startScheduled } from './schedule-campaign.ts';

/** How many recipients are written down at once, the first time and then. */
const FIRST_PART = 5_000;
const PART = 200_000;

export interface CampaignJobsDeps extends StartDeps {
  /** For the activity log: a start nobody was there for. */
  recordAct: RecordByProduct;
}

/** The campaigns' jobs. Each may run twice: planning a planned send and starting a started campaign do nothing. */
export function campaignJobs({ recordAct, ...deps }: CampaignJobsDeps): JobHandlers {
  const { database } = deps;
  return {
    'campaigns.plan-send': async ({ accountId, campaignId, sendId }) =>
      plan(database, String(accountId), String(campaignId), String(sendId)),
    'campaigns.start-scheduled': async ({ accountId, campaignId }) =>
      startScheduled(deps, recordAct, String(accountId), String(campaignId)),
  };
}

async function plan(
  database: Database,
  accountId: string,
  campaignId: string,
  sendId: string,
): Promise<void> {
  // A large audience goes in parts, each in a transaction of its own: the first is sent while the others are written.
  for (let most = FIRST_PART, isPlanned = false; !isPlanned; most = PART) {
    isPlanned = await database.inAccount(accountId, (tx) =>
      planPart(tx, accountId, { campaignId, sendId, most }),
    );
  }
}

async function planPart(
  tx: Tx,
  accountId: string,
  { campaignId, sendId, most }: { campaignId: string; sendId: string; most: number },
): Promise<boolean> {
  const lists = await tx.query<{ id: string; role: 'include' | 'exclude' }>(
    sql`select list_id as id, role from campaign_lists where campaign_id = ${campaignId}`,
  );
  const ids = (role: string) => lists.filter((list) => list.role === role).map((list) => list.id);
  const recipients = audienceOf({ accountId }, { include: ids('include'), exclude: ids('exclude') });
  const { isPlanned } = await planSend(tx, { accountId }, { sendId, recipients, most });
  return isPlanned;
}
