import type { Diagnostic } from '@codemirror/lint';
import type { Text } from '@codemirror/state';

/** A place in the source as people count: both begin at 1. */
export interface Place {
  line: number;
  column: number;
}

/** The offset of a place; one outside the document is brought to its nearest edge. */
export function placeOf(doc: Text, { line, column }: Place): number {
  const row = doc.line(Math.min(Math.max(1, line), doc.lines));
  return Math.min(row.from + Math.max(0, column - 1), row.to);
}

/** Underlines from the place of each problem to the end of its word. */
export function toDiagnostics(doc: Text, problems: (Place & { message: string })[]): Diagnostic[] {
  return problems.map((problem) => {
    const from = placeOf(doc, problem);
    const rest = doc.lineAt(from).text.slice(from - doc.lineAt(from).from);
    const length = /^\S+/.exec(rest)?.[0].length ?? 1;
    return { from, to: Math.min(from + length, doc.length), severity: 'error', message: problem.message };
  });
}
