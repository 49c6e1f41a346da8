import type { Content } from '#server/content/contract.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { compareSources } from './compare-sources.ts';
import { type ChangedPart, type OutgoingPart, outgoingParts } from './contract.ts';
import { type Outgoing, outgoing } from './outgoing.ts';

interface Looked {
  since: string;
  shown: Outgoing;
  now: Outgoing;
}

/**
 * What is different from what was looked at the last time, part by part; null when nobody looked at it yet.
 * @param openRequest the request that waits or was approved: it is compared with the one before
 */
export async function readChanges(
  tx: Tx,
  campaignId: string,
  openRequest: string | null,
): Promise<{ since: string; parts: ChangedPart[] } | null> {
  const looked = await tx.maybeOne<Looked>(sql`
    select coalesce(p.answered_at, p.asked_at) as since, p.shown, ${outgoing} as now
    from approvals p join campaigns c on c.account_id = p.account_id and c.id = p.campaign_id
    where p.campaign_id = ${campaignId} and c.state in ('draft', 'scheduled')
      and (${openRequest}::uuid is null or (p.id < ${openRequest}::uuid and p.answered_at is not null))
    order by p.id desc limit 1`);
  if (!looked) return null;
  const names = await readListNames(tx);
  const parts = outgoingParts.flatMap((part) => changeOf(part, looked, names) ?? []);
  return { since: looked.since, parts };
}

function changeOf(part: OutgoingPart, { shown, now }: Looked, names: Names): ChangedPart | undefined {
  const [before, after] = [inText(shown[part], names), inText(now[part], names)];
  if (before === after) return undefined;
  if (part === 'content') return { part, before: '', after: '', lines: compareSources(before, after) };
  return { part, before, after, lines: null };
}

type Names = ReadonlyMap<string, string>;

function inText(value: unknown, names: Names): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return listsInText(value as string[], names);
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  return contentInText(value as Content);
}

const listsInText = (ids: readonly string[], names: Names) =>
  ids
    .map((id) => names.get(id) ?? 'a list deleted since')
    .sort()
    .join(', ') || 'none';

/** The source, and the text part where it is written by hand. */
function contentInText(content: Content): string {
  const text = content.kind === 'plain' || content.text === null ? [] : ['', 'Text part:', content.text];
  return [`Written as ${content.kind}:`, content.source, ...text].join('\n');
}

async function readListNames(tx: Tx): Promise<Names> {
  const lists = await tx.query<{ id: string; name: string }>(sql`select id, name from lists`);
  return new Map(lists.map(({ id, name }) => [id, name]));
}
