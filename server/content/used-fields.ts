import type { CompiledContent } from './compiled.ts';
import type { Atom, Node } from './merge/nodes.ts';
import type { Position } from './merge/problem.ts';

/** The parts of an email in the order they are looked through. */
export const parts = ['subject', 'preheader', 'fromName', 'html', 'text'] as const;
export type Part = (typeof parts)[number];

/** A contact field the email uses. */
export interface UsedField {
  /** The name after `contact.`. */
  name: string;
  /** Every printed use has a `default` filter or stands inside a condition on the same field. */
  hasFallback: boolean;
  /** Where that use stands. */
  part: Part;
  /** First use without fallback, else first use; absent when the field only stands in conditions. */
  at?: Position;
}

/** The contact fields an email prints or tests, in order of first use. */
export function usedFields(compiled: CompiledContent): UsedField[] {
  const fields = new Map<string, UsedField>();
  for (const part of parts) visit(compiled[part], { part, fields }, new Set());
  return [...fields.values()];
}

interface Search {
  part: Part;
  fields: Map<string, UsedField>;
}

function visit(nodes: readonly Node[], search: Search, tested: ReadonlySet<string>): void {
  for (const node of nodes) {
    if (typeof node === 'string' || node.kind === 'pixel') continue;
    if (node.kind === 'output') {
      const hasDefault = node.filters.some((filter) => filter.name === 'default');
      note(search, node.value, hasDefault || isTested(node.value, tested), node.at);
      for (const filter of node.filters) for (const arg of filter.args) note(search, arg, true);
    } else if (node.kind === 'url') visit(node.parts, search, tested);
    else if (node.kind === 'for') {
      note(search, node.list, true);
      visit(node.body, search, tested);
      visit(node.otherwise, search, tested);
    } else {
      const within = new Set(tested);
      for (const arm of node.arms) {
        for (const test of arm.when.tests) {
          for (const atom of [test.left, test.right]) {
            if (!atom) continue;
            note(search, atom, true);
            const name = contactField(atom);
            if (name !== null) within.add(name);
          }
        }
        visit(arm.body, search, within);
      }
      visit(node.otherwise, search, within);
    }
  }
}

function note({ part, fields }: Search, atom: Atom, hasFallback: boolean, at?: Position): void {
  const name = contactField(atom);
  if (name === null) return;
  const known = fields.get(name);
  if (!known) fields.set(name, { name, part, hasFallback, ...(at && { at }) });
  else if (known.hasFallback && !hasFallback)
    fields.set(name, { name, part, hasFallback, ...(at && { at }) });
}

function isTested(atom: Atom, tested: ReadonlySet<string>): boolean {
  const name = contactField(atom);
  return name !== null && tested.has(name);
}

function contactField(atom: Atom): string | null {
  if (!('path' in atom) || atom.path[0] !== 'contact' || atom.path.length < 2) return null;
  return String(atom.path[1]);
}
