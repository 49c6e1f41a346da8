import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { countContacts } from './contact-count.ts';
import type { OwnPlan } from './contract.ts';
import { recipientsSince } from './recipients.ts';

/** An account's plan and what it has used of it. Counts see the whole account, whoever asks. */
export async function readPlanUse(database: Database, accountId: string): Promise<OwnPlan> {
  return await database.asSystem(async (tx) => {
    const plan = await readLimits(tx, accountId);
    const use = {
      contacts: await countContacts(tx, accountId),
      messagesThisMonth: await countMessagesThisMonth(tx, accountId),
      users: await countUsers(tx, accountId),
    };
    const { monthEnds } = await tx.one<{ monthEnds: string }>(
      sql`select (date_trunc('month', now() at time zone 'UTC') + interval '1 month')::date::text as "monthEnds"`,
    );
    return { plan, use, monthEnds };
  });
}

/** The plan of an account; null when it has none. */
export async function readLimits(tx: Tx, accountId: string): Promise<OwnPlan['plan']> {
  const plan = await tx.maybeOne<NonNullable<OwnPlan['plan']>>(sql`
    select p.name, p.description, p.contacts, p.messages_a_month as "messagesAMonth", p.daily_cap as "dailyCap", p.users
    from accounts a join plans p on p.id = a.plan_id where a.id = ${accountId}`);
  return plan ?? null;
}

/** Recipients of campaigns begun in this month (UTC). For the system role. */
export const countMessagesThisMonth = (tx: Tx, accountId: string): Promise<number> =>
  recipientsSince(tx, accountId, sql`date_trunc('month', now() at time zone 'UTC') at time zone 'UTC'`);

/** Members, and those whose invitation is open. */
export async function countUsers(tx: Tx, accountId: string): Promise<number> {
  const { users } = await tx.one<{ users: number }>(sql`
    select (select count(*) from memberships where account_id = ${accountId})
      + (select count(*) from invitations where account_id = ${accountId} and expires_at > now()) as users`);
  return users;
}
