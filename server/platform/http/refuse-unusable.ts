import { problem } from './errors.ts';

/** Deeper than anything the product writes; a value of hundreds of thousands of levels would exhaust the stack later. */
const DEEPEST = 64;

/**
 * Refuses input that no part of the product could use: text with NUL or half of a surrogate pair (PostgreSQL stores
 * neither) and values nested without end. Walks without recursion, because depth is what it guards against.
 * @throws invalid_input
 */
export function refuseUnusable(input: unknown): void {
  const left: { value: unknown; depth: number }[] = [{ value: input, depth: 0 }];
  for (let next = left.pop(); next; next = left.pop()) {
    const { value, depth } = next;
    if (typeof value === 'string') refuseBrokenText(value);
    if (typeof value !== 'object' || value === null) continue;
    if (depth === DEEPEST) throw problem('invalid_input', 'What was sent is nested too deeply.');
    for (const [key, inner] of Object.entries(value)) {
      refuseBrokenText(key);
      left.push({ value: inner, depth: depth + 1 });
    }
  }
}

function refuseBrokenText(text: string): void {
  if (text.includes('\0') || !text.isWellFormed())
    throw problem(
      'invalid_input',
      'The text holds a character that cannot be stored (a null or half a character). Take it out.',
    );
}
