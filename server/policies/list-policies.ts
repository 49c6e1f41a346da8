import { type Database, sql } from '#server/platform/database/index.ts';
import { type PolicyKind, type PolicyOverview, policyKinds, titles } from './contract.ts';
import { describeVersion, today, type VersionRow, versionColumns } from './versions.ts';

type Row = VersionRow & { agreed: number; inForce: boolean };

/** All policies with their versions, who agreed and what is drafted, for the operator. */
export async function listPolicies(database: Database): Promise<{ items: PolicyOverview[]; people: number }> {
  return await database.asSystem(async (tx) => {
    const versions = await tx.query<Row>(sql`
      select ${versionColumns}, v.effective_on <= ${today} as "inForce",
        (select count(distinct u.id) from policy_agreements a join users u on u.id = a.user_id and u.staff_role is null
          where a.version_id = v.id) as agreed
      from policy_versions v order by v.version desc`);
    const drafts = await tx.query<{ kind: PolicyKind; updatedAt: string }>(
      sql`select kind, updated_at as "updatedAt" from policy_drafts`,
    );
    const { people } = await tx.one<{ people: number }>(
      sql`select count(*) as people from users where staff_role is null`,
    );
    const items = policyKinds.map((kind) => {
      const own = versions.filter((version) => version.kind === kind);
      return {
        kind,
        title: titles[kind],
        versions: own.map(describeVersion),
        current: own.find(({ inForce }) => inForce)?.version ?? null,
        draftedAt: drafts.find((draft) => draft.kind === kind)?.updatedAt ?? null,
      };
    });
    return { items, people };
  });
}
