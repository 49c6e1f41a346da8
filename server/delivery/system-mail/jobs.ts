import { z } from 'zod';
import { sendSystemMailJob } from '#server/accounts/index.ts';
import type { JobHandlers } from '#server/platform/queue/index.ts';
import type { HandOverDeps } from './hand-over.ts';
import { purgeSystemMails } from './purge-system-mails.ts';
import { sendSystemMail } from './send-system-mail.ts';

const payload = z.object({ accountId: z.uuid(), id: z.uuid() });

/** The job behind queueSystemMail, which needs the ways of a worker; and what tidies up behind it. */
export function systemMailJobs(deps: HandOverDeps): JobHandlers {
  return {
    [sendSystemMailJob]: (given) => sendSystemMail(deps, payload.parse(given)),
    'delivery.purge-system-mails': () => purgeSystemMails(deps.database),
  };
}
