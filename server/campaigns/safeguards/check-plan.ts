import { whatToDo } from '#server/accounts/index.ts';
import type { CampaignCheck } from '../check-campaign.ts';
import type { Reach } from './reach.ts';

/** Whether what the account's plan leaves of this month's messages is enough for everybody who would get the campaign. */
export function checkPlan({ people, room }: Reach): CampaignCheck[] {
  if (!room || people <= room.left) return [];
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
