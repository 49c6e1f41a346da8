import type { Block, Run } from '../contract.ts';

/**
 * Reads the plain format policies are written in: `#`, `##` and `###` headings, `-` and `1.` lists, paragraphs between empty
 * lines; within them **bold**, `code` and [links](https://…). Anything else is text. There is no way to write HTML, and a
 * link leads to the web, to a mail address or to a page of this install.
 */
export function readDocument(text: string): Block[] {
  const blocks: { kind: Block['kind']; text: string }[] = [];
  let open = false;
  for (const line of text.split(/\r\n?|\n/)) {
    const begun = beginningOf(line);
    if (begun) blocks.push(begun);
    else if (line.trim() === '') open = false;
    else if (open) blocks.at(-1)!.text += ` ${line.trim()}`;
    else blocks.push({ kind: 'paragraph', text: line.trim() });
    if (line.trim() !== '') open = begun ? !/title|heading/.test(begun.kind) : true;
  }
  return blocks.map(({ kind, text: inner }) => ({ kind, runs: readRuns(inner) }));
}

const beginnings: [RegExp, Block['kind']][] = [
  [/^#\s+(?=\S)/, 'title'],
  [/^##\s+(?=\S)/, 'heading'],
  [/^###\s+(?=\S)/, 'subheading'],
  [/^\s*[-*]\s+(?=\S)/, 'item'],
  [/^\s*\d{1,3}\.\s+(?=\S)/, 'numbered'],
];

function beginningOf(line: string): { kind: Block['kind']; text: string } | undefined {
  for (const [pattern, kind] of beginnings) {
    const mark = pattern.exec(line)?.[0];
    if (mark !== undefined) return { kind, text: line.slice(mark.length).trim() };
  }
  return undefined;
}

/** Every part has a longest length, so that a text full of half-open marks is read as fast as any other. */
const marks =
  /\*\*(?<strong>[^*]{1,2000})\*\*|`(?<code>[^`]{1,200})`|\[(?<label>[^[\]]{1,300})\]\((?<href>[^()\s]{1,1000})\)/g;

function readRuns(text: string, style: Pick<Run, 'strong'> = {}): Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (const match of text.matchAll(marks)) {
    const run = runsOf(match.groups ?? {}, style);
    if (!run) continue;
    if (match.index > from) runs.push({ text: text.slice(from, match.index), ...style });
    runs.push(...run);
    from = match.index + match[0].length;
  }
  if (from < text.length) runs.push({ text: text.slice(from), ...style });
  return runs;
}

function runsOf(found: Record<string, string | undefined>, style: Pick<Run, 'strong'>): Run[] | undefined {
  const { strong, code, label, href } = found;
  if (strong !== undefined) return readRuns(strong, { strong: true });
  if (code !== undefined) return [{ text: code, code: true, ...style }];
  return label !== undefined && href !== undefined && mayLead(href)
    ? [{ text: label, href, ...style }]
    : undefined;
}

/** Never a script, and never another host under the look of a path of ours. */
function mayLead(href: string): boolean {
  if (/^(https?:\/\/|mailto:)/i.test(href)) return URL.canParse(href);
  return /^\/(?![/\\])[\w./#?=&-]*$/.test(href);
}
