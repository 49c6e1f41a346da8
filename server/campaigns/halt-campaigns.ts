import { pauseSend } from '#server/delivery/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { type MailDeps, readAllScheduled, tellOfSchedules } from './tell-of-schedules.ts';

/**
 * Pauses everything an account is sending and takes back what it has scheduled, with a word on each campaign. When the
 * transaction has committed nothing of it passes the send gate. Those who counted on a schedule have mail about it.
 */
export async function haltCampaigns(
  tx: Tx,
  mail: MailDeps,
  accountId: string,
  notice: string,
): Promise<void> {
  // The runs before their campaigns, in one order, as everywhere.
  const sends = await tx.query<{ id: string }>(sql`
    select id from sends where account_id = ${accountId} and state in ('planning', 'sending') order by id for update`);
  await tx.execute(sql`
    update campaigns set state = 'paused', notice = ${notice}, updated_at = now()
    where account_id = ${accountId} and state = 'sending'`);
  const scheduled = await readAllScheduled(tx, accountId);
  await tx.execute(sql`
    update campaigns set state = 'draft', scheduled_at = null, scheduled_zone = null, notice = ${notice}, updated_at = now()
    where account_id = ${accountId} and state = 'scheduled'`);
  for (const { id } of sends) await pauseSend(tx, { accountId }, id);
  const takenBack = scheduled.map((campaign) => ({ ...campaign, why: notice }));
  await tellOfSchedules(tx, mail, accountId, takenBack);
}
