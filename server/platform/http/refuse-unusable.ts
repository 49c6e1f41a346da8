import { problem } from './errors.ts';

/** Deeper than anything the product writes; a value of hundreds of thousands of levels would exhaust the stack later. */
const DEEPEST = 64;

/** Values in one body, keys among them: many times what the largest honest one holds. Each costs a look, and a complaint if it is wrong. */
const MOST = 20_000;

/**
 * Refuses input that no part of the product could use: text with NUL or half of a surrogate pair (PostgreSQL stores
 * neither), values nested without end, and more of them than anybody has. Walks without recursion, because depth is what it guards against.
 * @throws invalid_input
 */
export function refuseUnusable(input: unknown): void {
  const left: { value: unknown; depth: number }[] = [{ value: input, depth: 0 }];
  let seen = 0;
  for (let next = left.pop(); next; next = left.pop()) {
    const { value, depth } = next;
    if (typeof value === 'string') refuseBrokenText(value);
    if (typeof value !== 'object' || value === null) continue;
    if (depth === DEEPEST) throw problem('invalid_input', 'What was sent is nested too deeply.');
    const keys = Array.isArray(value) ? undefined : Object.keys(value);
    const inner = Array.isArray(value) ? value : Object.values(value);
    seen += inner.length;
    if (seen > MOST) throw problem('invalid_input', 'What was sent holds too many values.');
    keys?.forEach(refuseBrokenText);
    for (const one of inner) left.push({ value: one, depth: depth + 1 });
  }
}

function refuseBrokenText(text: string): void {
  if (text.includes('\0') || !text.isWellFormed())
    throw problem(
      'invalid_input',
      'The text holds a character that cannot be stored (a null or half a character). Take it out.',
    );
}
