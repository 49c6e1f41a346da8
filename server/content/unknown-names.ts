import type { CompiledContent } from './compiled.ts';
import type { Atom, Node } from './merge/nodes.ts';
import type { Position } from './merge/problem.ts';
import { type Part, parts } from './used-fields.ts';

/** A path that leads nowhere, such as `first_name` where `contact.first_name` is meant: it prints nothing. */
interface UnknownName {
  name: string;
  part: Part;
  /** Absent when the name only stands in conditions. */
  at?: Position;
}

/** What each first word of a path may be followed by; null where anything may. */
type KnownNames = ReadonlyMap<string | number, readonly string[] | null>;

/** Those of campaigns; what a contact has is for its fields to say. */
const ofCampaigns: KnownNames = new Map<string | number, readonly string[] | null>([
  ['contact', null],
  ['account', ['name', 'postal_address']],
  ['campaign', ['name', 'subject']],
  ['unsubscribe_url', []],
  ['web_version_url', []],
]);

/** The names an email uses that are never anything for anybody, each once. Fields of contacts are not judged here. */
export function unknownNames(compiled: CompiledContent, known = ofCampaigns): UnknownName[] {
  const found = new Map<string, UnknownName>();
  for (const part of parts) visit(compiled[part], new Set(), { part, found, known });
  return [...found.values()];
}

function visit(
  nodes: readonly Node[],
  loops: ReadonlySet<string | number>,
  search: { part: Part; found: Map<string, UnknownName>; known: KnownNames },
): void {
  const { part, found, known } = search;
  const note = (atom: Atom | null, at?: Position) => {
    if (!atom || !('path' in atom) || leadsSomewhere(atom.path, loops, known)) return;
    const name = atom.path.join('.');
    if (!found.get(name)?.at) found.set(name, { name, part, ...(at && { at }) });
  };
  for (const node of nodes) {
    if (typeof node === 'string' || node.kind === 'pixel') continue;
    if (node.kind === 'output') {
      note(node.value, node.at);
      for (const filter of node.filters) for (const arg of filter.args) note(arg, node.at);
    } else if (node.kind === 'url') visit(node.parts, loops, search);
    else if (node.kind === 'for') {
      note(node.list, node.at);
      note(node.limit, node.at);
      visit(node.body, new Set([...loops, node.name, 'forloop']), search);
      visit(node.otherwise, loops, search);
    } else {
      for (const arm of node.arms) {
        for (const test of arm.when.tests) for (const atom of [test.left, test.right]) note(atom);
        visit(arm.body, loops, search);
      }
      visit(node.otherwise, loops, search);
    }
  }
}

function leadsSomewhere(
  path: readonly (string | number)[],
  loops: ReadonlySet<string | number>,
  known: KnownNames,
): boolean {
  const [first, second] = path;
  if (first === undefined || loops.has(first)) return true;
  const parts = known.get(first);
  if (parts === undefined) return false;
  return parts === null || second === undefined || parts.includes(String(second));
}
