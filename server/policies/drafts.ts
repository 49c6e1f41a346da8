import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { type PolicyDraft, type PolicyKind, titles } from './contract.ts';
import { compareDocuments } from './document/compare-documents.ts';
import { readDocument } from './document/read-document.ts';
import { fillIn, readOriginal } from './originals.ts';
import { readVersions } from './read-policies.ts';
import { readOperator, today } from './versions.ts';

/** The draft of a policy beside its newest version; before one is saved, that version's text. */
export async function readDraft(database: Database, kind: PolicyKind): Promise<PolicyDraft> {
  return await database.asSystem((tx) => describeDraft(tx, kind));
}

async function describeDraft(tx: Tx, kind: PolicyKind): Promise<PolicyDraft> {
  const [newest] = await readVersions(tx, kind);
  const saved = await tx.maybeOne<{ text: string; revision: number }>(
    sql`select text, revision from policy_drafts where kind = ${kind}`,
  );
  const { day } = await tx.one<{ day: string }>(sql`select ${today}::text as day`);
  const text = saved?.text ?? newest?.text ?? '';
  return {
    kind,
    title: titles[kind],
    text,
    revision: saved?.revision ?? 0,
    newest: newest ?? null,
    difference: compareDocuments(readDocument(newest?.text ?? ''), readDocument(text)),
    earliestOn: newest && newest.effectiveOn > day ? newest.effectiveOn : day,
  };
}

/**
 * Saves what the operator wrote.
 * @param revision the one that was changed; 0 for the first
 * @throws conflict when somebody else saved in between
 */
export async function saveDraft(
  database: Database,
  kind: PolicyKind,
  { text, revision }: { text: string; revision: number },
): Promise<PolicyDraft> {
  return await database.asSystem(async (tx) => {
    const saved = await tx.execute(
      revision === 0
        ? sql`insert into policy_drafts (kind, text) values (${kind}, ${text}) on conflict do nothing`
        : sql`update policy_drafts set text = ${text}, revision = revision + 1, updated_at = now()
              where kind = ${kind} and revision = ${revision}`,
    );
    if (!saved) throw problem('conflict', 'Somebody else changed this draft. Reload to see what they wrote.');
    return await describeDraft(tx, kind);
  });
}

export async function dropDraft(database: Database, kind: PolicyKind): Promise<void> {
  await database.asSystem((tx) => tx.execute(sql`delete from policy_drafts where kind = ${kind}`));
}

/** The text that comes with the product, as it would be published for this operator. */
export async function readFilledOriginal(database: Database, kind: PolicyKind): Promise<string> {
  const operator = await database.asSystem(readOperator);
  return operator ? fillIn(readOriginal(kind), operator) : readOriginal(kind);
}
