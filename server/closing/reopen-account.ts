import type { Closing } from '#server/accounts/contract.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';

/** An owner keeps the account after all. @throws wrong_state when it is not being closed, or by the operator */
export async function reopenByOwner(database: Database, accountId: string): Promise<void> {
  await database.asSystem(async (tx) => {
    if ((await lockClosing(tx, accountId)) === 'operator')
      throw problem(
        'wrong_state',
        'Those who run this service closed the account. Write to them to have it reopened.',
      );
    await reopen(tx, accountId);
  });
}

/** @throws not_found; wrong_state when it is not being closed */
export async function reopenByOperator(database: Database, accountId: string): Promise<void> {
  await database.asSystem(async (tx) => {
    await lockClosing(tx, accountId);
    await reopen(tx, accountId);
  });
}

/** Whoever erases it at this moment either comes first, or finds it open. */
async function lockClosing(tx: Tx, accountId: string): Promise<Closing['by']> {
  const account = await tx.maybeOne<{ closingAt: string | null; isGoing: boolean }>(sql`
    select closing_at as "closingAt", exists (select from erased_accounts e where e.id = a.id) as "isGoing"
    from accounts a where id = ${accountId} for update`);
  if (!account) throw problem('not_found', 'There is no such account.');
  if (account.isGoing)
    throw problem('wrong_state', 'The time of grace is over: the account is being erased.');
  const closing = await tx.maybeOne<{ by: Closing['by'] }>(
    sql`select closed_by as by from account_closings where account_id = ${accountId}`,
  );
  if (!closing) throw problem('wrong_state', 'This account is not being closed.');
  return closing.by;
}

async function reopen(tx: Tx, accountId: string): Promise<void> {
  await tx.execute(sql`update accounts set closing_at = null where id = ${accountId}`);
  await tx.execute(sql`delete from account_closings where account_id = ${accountId}`);
}
