import type { Scope } from '#server/accounts/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import type { Campaign } from '../contract.ts';
import { readCampaign } from '../read-campaigns.ts';
import { writeSchedule } from '../write-schedule.ts';
import { type Hold, holdEnds, tellOwners } from './new-sender.ts';
import type { Safeguards } from './safeguards.ts';

/** Schedules a campaign that was to start now for when the hold is over, and tells the owners. */
export async function holdBack(
  tx: Tx,
  safeguards: Safeguards,
  scope: Scope,
  { id, name }: Pick<Campaign, 'id' | 'name'>,
  hold: Hold,
): Promise<Campaign> {
  const startsAt = holdEnds().toISOString();
  const { zone } = await tx.one<{ zone: string }>(sql`select time_zone as zone from accounts`);
  await writeSchedule(tx, scope, id, { at: startsAt, zone, notice: noticeOf(hold), from: null });
  await tellOwners(tx, safeguards, scope, { id, name, hold, startsAt });
  return await readCampaign(tx, id);
}

const noticeOf = ({ moreThan }: Hold) =>
  `It was started from a new device or API key, or by somebody who joined lately, and goes to more than ${moreThan.toLocaleString('en')} people, so it waits for a quarter of an hour. The owners of the account have mail about it and can stop it.`;
