import { type Database, type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { Plan } from './contract.ts';

const plans: Sql = sql`
  select p.id, p.name, p.description, p.contacts, p.messages_a_month as "messagesAMonth", p.daily_cap as "dailyCap",
    p.users, p.position, p.is_default as "isDefault", p.archived_at is not null as "isArchived",
    (select count(*)::int from accounts a where a.plan_id = p.id) as accounts
  from plans p`;

export async function listPlans(tx: Tx): Promise<Plan[]> {
  return await tx.query<Plan>(
    sql`${plans} order by p.archived_at is not null, p.position, lower(p.name), p.id`,
  );
}

type NewPlan = Omit<Plan, 'id' | 'isArchived' | 'accounts'>;

/** @throws already_exists when the name is taken */
export async function createPlan(database: Database, given: NewPlan): Promise<Plan> {
  const id = newId();
  return await database.asSystem(async (tx) => {
    await lockPlans(tx);
    await requireFreeName(tx, id, given.name);
    if (given.isDefault) await clearDefault(tx);
    await tx.execute(sql`
      insert into plans (id, name, description, contacts, messages_a_month, daily_cap, users, position, is_default)
      values (${id}, ${given.name}, ${given.description}, ${given.contacts}, ${given.messagesAMonth}, ${given.dailyCap},
        ${given.users}, ${given.position}, ${given.isDefault})`);
    return await readPlan(tx, id);
  });
}

/**
 * Changes what is given and leaves the rest. Workers keep to another daily cap within seconds.
 * @throws not_found; already_exists when the name is taken; wrong_state for archiving the plan of new accounts
 */
export async function changePlan(
  database: Database,
  id: string,
  change: { [K in keyof Plan]?: Plan[K] | undefined },
): Promise<Plan> {
  return await database.asSystem(async (tx) => {
    await lockPlans(tx);
    const before = await readPlan(tx, id);
    const next = { ...before, ...defined(change) };
    if (next.isArchived && next.isDefault)
      throw problem(
        'wrong_state',
        'New accounts get this plan. Choose another for them before you archive it.',
      );
    await requireFreeName(tx, id, next.name);
    if (next.isDefault && !before.isDefault) await clearDefault(tx);
    await tx.execute(sql`
      update plans set name = ${next.name}, description = ${next.description}, contacts = ${next.contacts},
        messages_a_month = ${next.messagesAMonth}, daily_cap = ${next.dailyCap}, users = ${next.users},
        position = ${next.position}, is_default = ${next.isDefault},
        archived_at = case when ${next.isArchived} then coalesce(archived_at, now()) end
      where id = ${id}`);
    await tellWorkers(tx);
    return await readPlan(tx, id);
  });
}

/** One plan. @throws not_found */
async function readPlan(tx: Tx, id: string): Promise<Plan> {
  const found = await tx.maybeOne<Plan>(sql`${plans} where p.id = ${id}`);
  if (!found) throw noSuchPlan();
  return found;
}

/**
 * Gives an account a plan, or none.
 * @throws not_found when there is no such account; invalid_input for a plan that cannot be given
 */
export async function setPlan(tx: Tx, accountId: string, planId: string | null): Promise<void> {
  await requireGivable(tx, planId);
  await assignPlan(tx, accountId, planId);
}

/** The same for a plan that was promised before: it holds though it was archived since. @throws not_found */
export async function assignPlan(tx: Tx, accountId: string, planId: string | null): Promise<void> {
  const changed = await tx.execute(sql`update accounts set plan_id = ${planId} where id = ${accountId}`);
  if (!changed) throw problem('not_found', 'There is no such account.');
  await tellWorkers(tx);
}

/** @throws invalid_input for a plan that is archived, or was never there */
export async function requireGivable(tx: Tx, planId: string | null): Promise<void> {
  if (planId === null) return;
  const plan = await tx.maybeOne(
    sql`select from plans where id = ${planId} and archived_at is null for share`,
  );
  if (!plan)
    throw problem('invalid_input', 'This plan cannot be given: it is archived or not there.', {
      planId: 'Choose another plan.',
    });
}

/** Workers read again how much may leave when they hear this. */
const tellWorkers = (tx: Tx) => tx.query(sql`select pg_notify('sending_servers', '')`);
const lockPlans = (tx: Tx) => tx.query(sql`select pg_advisory_xact_lock(hashtext('plans'))`);
const clearDefault = (tx: Tx) => tx.execute(sql`update plans set is_default = false where is_default`);

async function requireFreeName(tx: Tx, id: string, name: string): Promise<void> {
  const taken = await tx.maybeOne(sql`select from plans where lower(name) = lower(${name}) and id <> ${id}`);
  if (taken)
    throw problem('already_exists', `There is a plan named “${name}” already.`, {
      name: 'Choose another name.',
    });
}

const defined = <T extends object>(change: T) =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
const noSuchPlan = () => problem('not_found', 'There is no such plan.');
