import type { Scope } from '#server/accounts/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import type { CallResult } from '#server/platform/http/index.ts';
import type { listWaitingForMe } from './contract.ts';
import { maySend } from './who-may-approve.ts';

/** More than anybody looks through; the campaign list shows all. */
const MOST = 50;

/** What waits for the approval of the caller, the oldest first. */
export async function listWaiting(
  database: Database,
  { accountId, userId }: Scope,
): Promise<CallResult<typeof listWaitingForMe>> {
  const items = await database.inAccount(accountId, (tx) =>
    tx.query<CallResult<typeof listWaitingForMe>['items'][number]>(sql`
      select json_build_object('id', c.id, 'name', c.name, 'subject', c.subject) as campaign,
        json_build_object('id', p.asked_by, 'name', u.name) as "askedBy", p.asked_at as "askedAt"
      from approvals p join campaigns c on c.id = p.campaign_id join accounts a on a.id = p.account_id and a.approval_required
        join memberships m on m.user_id = ${userId} left join users u on u.id = p.asked_by
      where p.state = 'asked' and c.state = 'draft' and p.asked_by <> m.user_id and p.edited_by is distinct from m.user_id
        and ${maySend}
      order by p.id limit ${MOST}`),
  );
  return { items };
}
