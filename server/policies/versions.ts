import { homeAccountId } from '#server/accounts/index.ts';
import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { informingKind, type PolicyKind, type PolicyVersion, policyKinds, titles } from './contract.ts';
import { fillIn, readOriginal } from './originals.ts';

/** What today is for the policies of the install, whose accounts live in many time zones. */
export const today: Sql = sql`(now() at time zone 'UTC')::date`;

export const versionColumns: Sql = sql`
  v.id, v.kind, v.version, v.hash, v.effective_on::text as "effectiveOn", v.material, v.summary,
  v.published_at as "publishedAt", v.published_by is null as "isOriginal"`;

export type VersionRow = Omit<PolicyVersion, 'title' | 'mustAgree'>;

export const describeVersion = <Row extends { kind: PolicyKind }>(row: Row) => ({
  ...row,
  title: titles[row.kind],
  mustAgree: row.kind !== informingKind,
});

/** The policies in force today, in the order in which people read them. Empty before the install is set up. */
export async function currentVersions(tx: Tx): Promise<PolicyVersion[]> {
  const rows = await tx.query<VersionRow>(sql`
    select distinct on (v.kind) ${versionColumns} from policy_versions v
    where v.effective_on <= ${today} order by v.kind, v.version desc`);
  return inReadingOrder(rows.map(describeVersion));
}

export const inReadingOrder = <Row extends { kind: PolicyKind }>(rows: Row[]): Row[] =>
  rows.toSorted((a, b) => policyKinds.indexOf(a.kind) - policyKinds.indexOf(b.kind));

/**
 * Publishes our originals as version 1 of each policy that has no version yet, with the operator's name and addresses filled
 * in. Does nothing before somebody runs the install. Runs as the system role.
 */
export async function publishOriginals(tx: Tx): Promise<void> {
  const operator = await readOperator(tx);
  if (!operator) return;
  for (const kind of policyKinds) {
    await tx.execute(sql`
      insert into policy_versions (id, kind, version, text, effective_on, material)
      values (${newId()}, ${kind}, 1, ${fillIn(readOriginal(kind), operator)}, ${today}, true)
      on conflict do nothing`);
  }
}

/** Who the texts name: the organisation of whoever set the install up. */
export async function readOperator(tx: Tx) {
  return await tx.maybeOne<{ name: string; address: string; email: string }>(sql`
    select a.name, a.postal_address as address, u.email
    from accounts a join memberships m on m.account_id = a.id join users u on u.id = m.user_id
    where a.id = ${homeAccountId} order by m.role = 'owner' desc, m.created_at limit 1`);
}
