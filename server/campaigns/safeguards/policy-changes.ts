import type { Database } from '#server/platform/database/index.ts';
import { ownersMustAcceptFrom } from '#server/policies/index.ts';

/** Why a campaign was not started at its time. */
export const WAITS_FOR_OWNERS =
  'It was not sent at its time: the policies of this service have changed, and no owner of the account has accepted them yet. Send it or choose a new time once one has.';

/** From which day on (UTC) what is scheduled waits for an owner to accept a change of the policies; null when for none. */
export async function heldFrom(database: Database, accountId: string): Promise<string | null> {
  return await database.asSystem((tx) => ownersMustAcceptFrom(tx, accountId));
}

export const isHeld = (from: string | null, at: string | Date): boolean =>
  from !== null && new Date(at).toISOString().slice(0, 10) >= from;

/** What to know of a campaign that is scheduled for then: that it would be held. */
export function noticeOfChange(from: string | null, at: string): string | null {
  if (from === null || !isHeld(from, at)) return null;
  return `From ${from} on a change of the policies applies that no owner of the account has accepted. Unless one does before, this campaign is held at its time.`;
}
