import { accountsJobs, systemMailQueue } from '#server/accounts/index.ts';
import { activityJobs, activityTimetable, createRecordByProduct } from '#server/activity/index.ts';
import { audienceJobs } from '#server/audience/index.ts';
import { campaignJobs } from '#server/campaigns/index.ts';
import { closingJobs } from '#server/closing/index.ts';
import { createNameServers } from '#server/platform/outside/index.ts';
import type { JobHandlers, Timetable } from '#server/platform/queue/index.ts';
import { policiesJobs } from '#server/policies/index.ts';
import { purgeJobs } from '#server/registration/index.ts';
import { signInJobs } from '#server/sign-in/index.ts';
import { providerJobs } from '#server/sign-in-providers/index.ts';
import type { Services } from './open-services.ts';
import { safeguardsOf } from './safeguards.ts';
import { keysJobs, tendKeysJob } from './tend-keys.ts';

/** Every job of the product: its name and what does it. */
export function jobs(services: Services): JobHandlers {
  const { database, baseUrl, keys, secrets, config, log } = services;
  const queueSystemMail = systemMailQueue(secrets);
  const nameServers = createNameServers({ servers: config.nameServers });
  return {
    ...keysJobs(services),
    ...accountsJobs({ database }),
    ...policiesJobs({ database, baseUrl, queueSystemMail }),
    ...signInJobs({ database, baseUrl, queueSystemMail }),
    ...closingJobs({ database, baseUrl, queueSystemMail, secrets }),
    ...purgeJobs({ database, queueSystemMail, secrets }),
    ...providerJobs({ database, nameServers }),
    ...audienceJobs({ database }),
    ...activityJobs({ database, keys: keys.activity, log, keepDays: config.activityKeepDays }),
    ...campaignJobs({
      database,
      recordAct: createRecordByProduct(keys.activity),
      safeguards: safeguardsOf(services),
    }),
  };
}

/** Jobs that the clock starts (in UTC), by name: what nobody's act would start. */
export const timetable: Timetable = {
  ...activityTimetable,
  'accounts.tend-closings': '*/15 * * * *',
  'accounts.watch-logins': '*/5 * * * *',
  'accounts.purge-links': '10 3 * * *',
  'accounts.recheck-domains': '50 */6 * * *',
  'delivery.purge-system-mails': '20 3 * * *',
  'accounts.fold-contact-counts': '25 * * * *',
  'accounts.purge-answers': '20 * * * *',
  [tendKeysJob]: '40 * * * *',
};
