import { audienceJobs } from '#server/audience/index.ts';
import { campaignJobs } from '#server/campaigns/index.ts';
import type { JobHandlers } from '#server/platform/queue/index.ts';
import type { Services } from './open-services.ts';

/** Every job of the product: its name and what does it. */
export function jobs({ database }: Services): JobHandlers {
  return { ...audienceJobs({ database }), ...campaignJobs({ database }) };
}
