import { restrictedMember } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';

/**
 * Keeps members who are restricted to certain lists from what reaches beyond them: the policies of the database would let through
 * the part they see, and the rest of the account would have to live with it.
 * @throws forbidden
 */
export function refuseRestricted(message: string): void {
  if (restrictedMember() !== null) throw problem('forbidden', message);
}
