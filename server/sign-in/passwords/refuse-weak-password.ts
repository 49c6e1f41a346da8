import { problem } from '#server/platform/http/index.ts';
import { type Chooser, weaknessOf } from './weakness.ts';

/**
 * Refuses a password that would be among the first to be tried. Length is the contract's business.
 * @param field how the input names it
 * @throws invalid_input
 */
export function refuseWeakPassword(password: string, chooser: Chooser, field = 'password'): void {
  const weakness = weaknessOf(password, chooser);
  if (weakness) throw problem('invalid_input', `${field}: ${weakness}`, { [field]: weakness });
}
