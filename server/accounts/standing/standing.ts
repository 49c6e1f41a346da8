import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { type Problem, problem } from '#server/platform/http/index.ts';

interface Standing {
  suspendedReason: string | null;
  closingAt: string | null;
  closedBy: 'owner' | 'operator' | null;
}

/** What holds an account back from changing anything; undefined when nothing does. */
export async function hindranceOf(
  tx: Tx,
  accountId: string,
  lock: Sql = sql``,
): Promise<Problem | undefined> {
  const standing = await tx.maybeOne<Standing>(sql`
    select suspended_reason as "suspendedReason", closing_at as "closingAt",
      (select closed_by from account_closings where account_id = id) as "closedBy"
    from accounts where id = ${accountId} ${lock}`);
  if (!standing) return undefined;
  const { suspendedReason, closingAt, closedBy } = standing;
  if (suspendedReason !== null) return suspended(suspendedReason);
  return closingAt === null ? undefined : closing(closingAt, closedBy);
}

const suspended = (reason: string) =>
  problem('suspended', `This account is suspended: ${reason} You can read and export what is yours.`);

function closing(at: string, by: Standing['closedBy']): Problem {
  const way =
    by === 'operator'
      ? 'Those who run this service closed it and can reopen it.'
      : 'An owner can reopen it under Settings.';
  return problem(
    'closing',
    `This account is being closed. You can read and export what is in it until ${dayOf(at)}, then it is deleted. ${way}`,
  );
}

/** `23 December 2026`, in UTC. */
const dayOf = (at: string) =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(at));
