import { z } from 'zod';
import type { QueueSystemMail } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import type { PolicyVersion } from './contract.ts';
import { describeVersion, type VersionRow, versionColumns } from './versions.ts';

export const tellUsersJob = 'accounts.tell-users-of-policy';
export const tellUsersPayload = z.object({ versionId: z.uuid() });

/** Users told in one transaction. */
const BATCH = 200;

interface Telling {
  database: Database;
  queueSystemMail: QueueSystemMail;
  /** Public address of this install, without a slash at its end. */
  baseUrl: string;
}

/**
 * Writes to every user who was there when a version was published, once, however often it is run. A user of several accounts
 * gets one mail, in the oldest of them.
 */
export async function tellUsers(
  { database, queueSystemMail, baseUrl }: Telling,
  versionId: string,
  signal: AbortSignal,
): Promise<void> {
  const version = await database.asSystem((tx) => readVersion(tx, versionId));
  if (!version) return;
  const mail = mailOf(version, baseUrl);
  const tellSome = async (tx: Tx) => {
    const users = await takeUntold(tx, version);
    for (const { accountId, email, name } of users)
      await queueSystemMail(tx, { accountId, to: email, mail: { ...mail, name } });
    return users.length;
  };
  while ((await database.asSystem(tellSome)) > 0)
    if (signal.aborted)
      throw new Error('Stopped while telling users of a policy; it goes on when it is run again.');
}

async function readVersion(tx: Tx, id: string): Promise<PolicyVersion | undefined> {
  const row = await tx.maybeOne<VersionRow>(
    sql`select ${versionColumns} from policy_versions v where v.id = ${id}`,
  );
  return row && describeVersion(row);
}

/** Marks some of those who were not told as told. The mark and their mail are one transaction. */
async function takeUntold(tx: Tx, { id, publishedAt }: PolicyVersion) {
  return await tx.query<{ accountId: string; email: string; name: string }>(sql`
    with untold as (
      select u.id, u.email, u.name, (
        select m.account_id from memberships m where m.user_id = u.id order by m.created_at, m.account_id limit 1) as account_id
      from users u
      where u.staff_role is null and u.created_at <= ${publishedAt}
        and exists (select from memberships m where m.user_id = u.id)
        and not exists (
          select from policy_notices n where n.user_id = u.id and n.version_id = ${id} and n.mailed_at is not null)
      order by u.id limit ${BATCH}),
    told as (
      insert into policy_notices as n (user_id, version_id, mailed_at) select id, ${id}, now() from untold
      on conflict (user_id, version_id) do update set mailed_at = now() where n.mailed_at is null
      returning n.user_id)
    select untold.account_id as "accountId", untold.email, untold.name
    from untold join told on told.user_id = untold.id`);
}

function mailOf(
  { kind, title, version, effectiveOn, material, mustAgree, summary }: PolicyVersion,
  baseUrl: string,
) {
  return {
    kind: 'policy-changed' as const,
    title,
    effectiveOn,
    material: material && mustAgree,
    summary,
    link: `${baseUrl}/policies/${kind}/changes?from=${version - 1}&to=${version}`,
  };
}
