import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyKind } from './contract.ts';

const folder = join(import.meta.dirname, 'originals');

/** The text we ship for a policy, with places to fill in. */
export const readOriginal = (kind: PolicyKind): string =>
  readFileSync(join(folder, `${kind}.md`), 'utf8').trim();

/** Puts the operator's name and addresses where an original leaves room for them. Each stays on one line. */
export function fillIn(text: string, operator: { name: string; address: string; email: string }): string {
  const values: Record<string, string> = {
    operator: operator.name,
    operator_address: operator.address,
    operator_email: operator.email,
  };
  return text.replace(/\{\{ (\w+) \}\}/g, (all, place) => (values[place] ?? all).replace(/\s+/g, ' '));
}
