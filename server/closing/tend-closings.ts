import type { QueueSystemMail } from '#server/accounts/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import { beginErasing } from './erasing/begin-erasing.ts';
import { eraseAccount } from './erasing/erase-account.ts';
import { forgetOldAgreements } from './erasing/forget-agreements.ts';
import { writeToOwners } from './write-to-owners.ts';

interface TendDeps {
  database: Database;
  baseUrl: string;
  queueSystemMail: QueueSystemMail;
  secrets: Secrets;
}

/** Days before the end at which owners are reminded; halfway where the time of grace is shorter than two weeks. */
const REMIND_DAYS = 7;

/** Reminds owners, and erases what is due: also what an earlier run began and did not bring to its end. */
export async function tendClosings(deps: TendDeps, signal: AbortSignal): Promise<void> {
  await remind(deps);
  for (const accountId of await accountsDue(deps.database)) {
    if (signal.aborted) return;
    if (await beginErasing(deps, accountId, 'closed')) await eraseAccount(deps, accountId, signal);
  }
  await forgetOldAgreements(deps.database);
}

async function remind({ database, baseUrl, queueSystemMail }: TendDeps): Promise<void> {
  await database.asSystem(async (tx) => {
    const due = await tx.query<{
      id: string;
      name: string;
      at: string;
      by: 'owner' | 'operator';
      comment: string;
    }>(sql`
      update account_closings c set reminded_at = now() from accounts a
      where a.id = c.account_id and c.reminded_at is null and a.closing_at > now()
        and now() > a.closing_at - least(make_interval(days => ${REMIND_DAYS}), (a.closing_at - c.closed_at) / 2)
      returning a.id, a.name, a.closing_at as at, c.closed_by as by, c.comment`);
    for (const account of due) await writeToOwners(tx, { queueSystemMail, baseUrl }, account, account);
  });
}

/** Those whose time of grace is over, and those whose erasure was cut off. */
async function accountsDue(database: Database): Promise<string[]> {
  const due = await database.asSystem((tx) =>
    tx.query<{ id: string }>(sql`
      select id from accounts where closing_at <= now()
      union select id from erased_accounts where finished_at is null`),
  );
  return due.map(({ id }) => id);
}
