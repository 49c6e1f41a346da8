import { sql, type Tx } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { enqueue } from '#server/platform/queue/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import type { SystemMail } from './kinds.ts';
import { sealMail } from './sealed-mail.ts';

interface Letter {
  /** The account it is about; the operator's own for mail that is about none. */
  accountId: string;
  to: string;
  mail: SystemMail;
}

/**
 * Puts a mail of the install on its way, as part of the transaction: it is sent exactly when the transaction commits. It is
 * not held back by suppressions, limits or pauses of any account.
 */
export type QueueSystemMail = (tx: Tx, letter: Letter) => Promise<void>;

/** The job that sends one mail; delivery does it. */
export const sendSystemMailJob = 'delivery.send-system-mail';

export function systemMailQueue(secrets: Secrets): QueueSystemMail {
  return async (tx, { accountId, to, mail }) => {
    if ('link' in mail) refuseOpenSecret(mail.link);
    const id = newId();
    const content = await sealMail(secrets, tx, { accountId, id }, mail);
    await tx.execute(sql`
      insert into system_mails (account_id, id, kind, to_address, content)
      values (${accountId}, ${id}, ${mail.kind}, ${to}, ${content})`);
    await enqueue(tx, sendSystemMailJob, { accountId, id });
  };
}

/**
 * What a link opens by stands behind its #, which browsers send to no server. In a path or query it would be in the logs of every
 * proxy on the way.
 */
function refuseOpenSecret(link: string): void {
  const { pathname, search } = new URL(link);
  if (looksLikeToken.test(pathname + search))
    throw new Error('A mail was to carry a secret outside of the fragment of its link.');
}

/** As `randomToken` makes them. */
const looksLikeToken = /(?<![\w-])[\w-]{43}(?![\w-])/;
