import { accountOfInstall, type QueueSystemMail } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';

interface BeginDeps {
  database: Database;
  queueSystemMail: QueueSystemMail;
}

type Why = 'closed' | 'never-confirmed';

/**
 * The point from which there is no way back, in one transaction: nobody gets in any more, those of its people who belong
 * nowhere else are deleted as users, and everybody who was in a closed account is told. The rest goes piece by piece afterwards.
 * @returns whether there is something to erase
 */
export async function beginErasing(deps: BeginDeps, accountId: string, why: Why): Promise<boolean> {
  return await deps.database.asSystem((tx) => beginWithin(tx, deps, accountId, why));
}

/** The same as part of a transaction. */
export async function beginWithin(
  tx: Tx,
  { queueSystemMail }: Pick<BeginDeps, 'queueSystemMail'>,
  accountId: string,
  why: Why,
): Promise<boolean> {
  const account = await tx.maybeOne<{ name: string; isDue: boolean }>(sql`
    select name, closing_at <= now() as "isDue" from accounts where id = ${accountId} for update`);
  if (await hasBegun(tx, accountId)) return true;
  if (!account || (why === 'closed' && !account.isDue)) return false;
  const install = await accountOfInstall(tx);
  if (install === accountId) return false;
  await tx.execute(sql`
    insert into erased_accounts (id, why, closed_by, made_at)
    select a.id, ${why}, c.closed_by, a.created_at
    from accounts a left join account_closings c on c.account_id = a.id where a.id = ${accountId}`);
  await tx.execute(sql`update accounts set closing_at = least(closing_at, now()) where id = ${accountId}`);
  const people = await tx.query<Person>(sql`
    select u.id, u.name, u.email from memberships m join users u on u.id = m.user_id where m.account_id = ${accountId}`);
  if (why === 'closed' && install !== undefined)
    for (const { name, email } of people) {
      const mail = { kind: 'account-closed' as const, name, account: account.name };
      // Written for the install's own account: nothing that belongs to this one may stay.
      await queueSystemMail(tx, { accountId: install, to: email, mail });
    }
  await shutTheDoors(tx, accountId, people);
  return true;
}

interface Person {
  id: string;
  name: string;
  email: string;
}

/** Whether its erasure has begun and is not at its end. */
async function hasBegun(tx: Tx, accountId: string): Promise<boolean> {
  const { begun } = await tx.one<{ begun: boolean }>(sql`
    select exists (select from erased_accounts where id = ${accountId} and finished_at is null) as begun`);
  return begun;
}

/** Whoever runs the install stays, and whoever belongs to another account. */
async function shutTheDoors(tx: Tx, accountId: string, people: readonly Person[]): Promise<void> {
  await tx.execute(sql`delete from sessions where account_id = ${accountId}`);
  await tx.execute(sql`delete from api_keys where account_id = ${accountId}`);
  await tx.execute(sql`delete from memberships where account_id = ${accountId}`);
  const gone = await tx.query<{ email: string }>(sql`
    delete from users u where id = any(${people.map(({ id }) => id)}::uuid[]) and staff_role is null
      and not exists (select from memberships m where m.user_id = u.id)
    returning email`);
  await tx.execute(sql`
    delete from registration_invitations
    where lower(email) = any(${gone.map(({ email }) => email.toLowerCase())}::text[])`);
}
