import type { Scope } from '#server/accounts/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { enqueue } from '#server/platform/queue/index.ts';
import { personBehind } from './person-behind.ts';

interface Due {
  /** An instant. */
  at: string;
  /** The zone it is shown in. */
  zone: string;
  /** What its people should know meanwhile. */
  notice: string | null;
  /** From where, when the device or key is new and the owners were not told. */
  from: Scope['browser'] | null;
}

/** Makes a campaign wait for its time, and queues the job that starts it then. One that waits already is moved. */
export async function writeSchedule(
  tx: Tx,
  scope: Scope,
  campaignId: string,
  { at, zone, notice, from }: Due,
): Promise<void> {
  await tx.execute(sql`
    update campaigns set state = 'scheduled', scheduled_at = ${at}, scheduled_zone = ${zone}, notice = ${notice}, updated_at = now(),
      scheduled_by = ${personBehind(scope)}, scheduled_from = ${from && JSON.stringify(from)}::jsonb
    where id = ${campaignId}`);
  await enqueue(
    tx,
    'campaigns.start-scheduled',
    { accountId: scope.accountId, campaignId },
    { runAt: new Date(at), key: `campaign ${campaignId}` },
  );
}
