import { systemMailQueue } from '#server/accounts/index.ts';
import type { Safeguards } from '#server/campaigns/index.ts';
import { mailModeOf, mailWay } from '#server/delivery/index.ts';
import type { Services } from './open-services.ts';

/** What is asked of whoever sends to many, in the web process as in the worker that starts what is scheduled. */
export function safeguardsOf({ config, keys, secrets, database, baseUrl }: Services): Safeguards {
  const { mode } = mailWay({ ...config, sandboxKeys: keys.sandbox });
  return {
    largeSend: config.largeSend,
    mailRouteOf: (accountId) => mailModeOf(database, accountId, mode),
    queueSystemMail: systemMailQueue(secrets),
    baseUrl,
  };
}
