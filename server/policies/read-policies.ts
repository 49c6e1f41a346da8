import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { Difference, PolicyKind, PolicyVersion } from './contract.ts';
import { compareDocuments, wholeDocument } from './document/compare-documents.ts';
import { readDocument } from './document/read-document.ts';
import { describeVersion, today, type VersionRow, versionColumns } from './versions.ts';

/** A version with its text, and where it stands among the others. */
export type PublishedPolicy = PolicyVersion & { text: string; state: 'coming' | 'current' | 'past' };

/** Every version of a policy, the newest first. */
export async function readVersions(tx: Tx, kind: PolicyKind): Promise<PublishedPolicy[]> {
  const rows = await tx.query<VersionRow & { text: string; isComing: boolean }>(sql`
    select ${versionColumns}, v.text, v.effective_on > ${today} as "isComing"
    from policy_versions v where v.kind = ${kind} order by v.version desc`);
  const current = rows.find(({ isComing }) => !isComing)?.version;
  return rows.map(({ isComing, ...row }) => ({
    ...describeVersion(row),
    state: isComing ? 'coming' : row.version === current ? 'current' : 'past',
  }));
}

/**
 * What changed between two versions, or the whole of one where there is none to compare with.
 * @throws not_found
 */
export async function comparePolicies(
  database: Database,
  { kind, from, to }: { kind: PolicyKind; from?: number | undefined; to: number },
): Promise<Difference> {
  const versions = await database.asSystem((tx) => readVersions(tx, kind));
  const blocksOf = (number: number) => {
    const found = versions.find(({ version }) => version === number);
    if (!found) throw problem('not_found', 'There is no such version.');
    return readDocument(found.text);
  };
  return from === undefined ? wholeDocument(blocksOf(to)) : compareDocuments(blocksOf(from), blocksOf(to));
}
