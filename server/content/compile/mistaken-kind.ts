import type { Content } from '../contract.ts';
import { MergeError } from '../merge/problem.ts';

/** Markup that its kind would send as it stands, as after a slip of the switch above the source; null when it fits. */
export function mistakenKind({ kind, source }: Content): MergeError | null {
  const start = source.trimStart().slice(0, 20);
  if (kind !== 'mjml' && /^<mjml[\s>]/i.test(start)) {
    const written = kind === 'html' ? 'HTML' : 'plain text';
    return new MergeError(`This is MJML but set to be ${written}. Choose MJML above the source.`, [1, 1]);
  }
  if (kind === 'plain' && /^<(!doctype html|html)[\s>]/i.test(start)) {
    return new MergeError('This is HTML but set to be plain text. Choose HTML above the source.', [1, 1]);
  }
  return null;
}
