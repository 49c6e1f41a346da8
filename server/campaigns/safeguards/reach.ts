import { type Room, recipientsSince, roomForMessages } from '#server/accounts/index.ts';
import { countUpTo } from '#server/audience/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import type { Campaign } from '../contract.ts';

/** So many times the largest campaign of late is unusual. */
const UNUSUAL = 10;

/** To how many a campaign goes, as far as limits and safeguards ask: nobody is counted whom no limit is about. */
export interface Reach {
  people: number;
  /**
   * Together with what the account began to send within a day: whoever took over a login could otherwise cut what is large
   * into small pieces.
   */
  withinADay: number;
  /** What the account's plan leaves of the month; null for any number. */
  room: Room | null;
  /** More than these within a day are unusual for the account. */
  usual: number;
}

/**
 * Measures a campaign. What stands in the way of a start is measured in the start's own transaction, with the account held
 * alone: then all that were started before it are counted.
 * @param largeSend from how many on a campaign is large; 0 where nothing is asked of large ones
 */
export async function measureReach(
  tx: Tx,
  database: Database,
  { accountId }: { accountId: string },
  { includeLists: include, excludeLists: exclude }: Pick<Campaign, 'includeLists' | 'excludeLists'>,
  largeSend: number,
): Promise<Reach> {
  // Of the whole account, of which a restricted member sees a part.
  const { room, lately } = await database.asSystem(async (system) => ({
    room: await roomForMessages(system, accountId),
    lately: largeSend && (await recipientsSince(system, accountId, sql`now() - interval '1 day'`)),
  }));
  const usual = largeSend && Math.max(largeSend, UNUSUAL * (await largestOfLate(tx)));
  const most = Math.max(room?.left ?? -1, usual || -1) + 1;
  const people = await countUpTo(tx, { accountId }, { include, exclude }, most);
  return { people, withinADay: people > 0 ? people + lately : 0, room, usual };
}

/** The largest campaign of the last 90 days, without today's: those may be the same stranger's. */
async function largestOfLate(tx: Tx): Promise<number> {
  const { volume } = await tx.one<{ volume: number }>(sql`
    select coalesce(max(planned), 0) as volume from sends
    where created_at between now() - interval '90 days' and now() - interval '1 day'`);
  return volume;
}
