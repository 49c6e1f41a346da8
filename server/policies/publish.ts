import type { Scope } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { enqueue } from '#server/platform/queue/index.ts';
import type { PolicyKind, PolicyVersion } from './contract.ts';
import { readVersions } from './read-policies.ts';
import { tellUsersJob } from './tell-users.ts';
import { describeVersion, today, type VersionRow, versionColumns } from './versions.ts';

/** The longest time between publishing a version and its taking effect. */
const LONGEST_NOTICE_DAYS = 366;

interface Publication {
  /** The revision of the draft that the operator read. */
  revision: number;
  effectiveOn: string;
  material: boolean;
  summary: string;
}

/**
 * Makes the draft the next version, for good, and tells everybody.
 * @throws conflict, wrong_state, invalid_input
 */
export async function publish(
  database: Database,
  { userId }: Scope,
  kind: PolicyKind,
  publication: Publication,
): Promise<PolicyVersion> {
  return await database.asSystem(async (tx) => {
    const text = await takeDraft(tx, kind, publication.revision);
    const [newest] = await readVersions(tx, kind);
    if (newest?.text === text)
      throw problem(
        'wrong_state',
        'The draft says the same as the newest version. Change it before you publish it.',
      );
    await checkDay(tx, publication.effectiveOn, newest);
    const { effectiveOn, material, summary } = publication;
    const version = describeVersion(
      await tx.one<VersionRow>(sql`
        insert into policy_versions as v (id, kind, version, text, effective_on, material, summary, published_by)
        values (${newId()}, ${kind}, ${(newest?.version ?? 0) + 1}, ${text}, ${effectiveOn}, ${material}, ${summary}, ${userId})
        returning ${versionColumns}`),
    );
    await enqueue(tx, tellUsersJob, { versionId: version.id });
    return version;
  });
}

/** Deleting the row of the draft lets one of two who publish at once win. */
async function takeDraft(tx: Tx, kind: PolicyKind, revision: number): Promise<string> {
  const draft = await tx.maybeOne<{ text: string }>(
    sql`delete from policy_drafts where kind = ${kind} and revision = ${revision} returning text`,
  );
  if (!draft)
    throw problem(
      'conflict',
      'The draft was changed or published in the meantime. Reload and read it again.',
    );
  return draft.text;
}

/**
 * A later version that took effect before an earlier one would make the earlier one a promise never kept. So a slip in the year
 * would hold back every later version, and is refused.
 */
async function checkDay(tx: Tx, day: string, newest: PolicyVersion | undefined): Promise<void> {
  const { past, far } = await tx.one<{ past: boolean; far: boolean }>(
    sql`select ${day}::date < ${today} as past, ${day}::date > ${today} + ${LONGEST_NOTICE_DAYS}::int as far`,
  );
  if (far) refuseDay('That is more than a year ahead. Choose a nearer day.');
  if (past) refuseDay('It cannot take effect in the past. Choose today (in UTC) or a later day.');
  if (newest && day < newest.effectiveOn)
    refuseDay(
      `Version ${newest.version} takes effect on ${newest.effectiveOn}. Choose that day or a later one.`,
    );
}

function refuseDay(message: string): never {
  throw problem('invalid_input', message, { effectiveOn: message });
}
