import { notSuppressed } from '#server/compliance/index.ts';
import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';

/** Which lists a campaign goes to, and whose members it spares. */
export interface Audience {
  include: readonly string[];
  exclude: readonly string[];
}

/**
 * The recipients of a campaign as a SELECT of `contact_id, email`, each contact once, in no order: subscribed contacts on
 * an included list and on no excluded one, whose address is not suppressed. Lists of other accounts match nobody.
 *
 * PostgreSQL answers it with hashed semi- and anti-joins over the members of the lists named: no sorting, no duplicates
 * to remove.
 */
export function audienceOf({ accountId }: { accountId: string }, { include, exclude }: Audience): Sql {
  return sql`
    select c.id as contact_id, c.email
    from contacts c
    where c.account_id = ${accountId} and c.status = 'subscribed'
      and exists (${membership(accountId, include)})
      and not exists (${membership(accountId, exclude)})
      and ${notSuppressed(sql`c.account_id`, sql`c.email_key`)}`;
}

/** Whether a campaign would go to anybody at all: found at once where counting takes seconds. */
export async function isAnybodyIn(
  tx: Tx,
  scope: { accountId: string },
  audience: Audience,
): Promise<boolean> {
  return (await countUpTo(tx, scope, audience, 1)) > 0;
}

/** How many would get it, or `most` where it is more. */
export async function countUpTo(
  tx: Tx,
  scope: { accountId: string },
  audience: Audience,
  most: number,
): Promise<number> {
  const { found } = await tx.one<{ found: number }>(
    sql`select count(*)::int as found from (${audienceOf(scope, audience)} limit ${most}) counted`,
  );
  return found;
}

const membership = (accountId: string, listIds: readonly string[]): Sql => sql`
  select from list_members m
  where m.account_id = ${accountId} and m.list_id = any(${[...listIds]}::uuid[])
    and m.contact_id = c.id and m.status = 'subscribed'`;
