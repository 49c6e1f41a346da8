import { roomForMessages, type Scope, whatToDo } from '#server/accounts/index.ts';
import { countUpTo } from '#server/audience/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import type { CampaignCheck } from '../check-campaign.ts';
import type { Campaign } from '../contract.ts';

/** Whether what the account's plan leaves of this month's messages is enough for everybody who would get the campaign. */
export async function checkPlan(
  database: Database,
  scope: Scope,
  { includeLists, excludeLists }: Campaign,
): Promise<CampaignCheck[]> {
  const { accountId } = scope;
  const room = await roomForMessages(database, accountId);
  if (!room) return [];
  const audience = { include: includeLists, exclude: excludeLists };
  const people = await database.inAccount(accountId, (tx) => countUpTo(tx, scope, audience, room.left + 1));
  if (people <= room.left) return [];
  const [left, limit] = [room.left, room.limit].map((count) => count.toLocaleString('en'));
  return [
    {
      id: 'plan',
      severity: 'error',
      section: 'to',
      message: `More people would get it than the plan leaves this month: ${left} of ${limit} messages.`,
      hint: whatToDo.messages,
    },
  ];
}
