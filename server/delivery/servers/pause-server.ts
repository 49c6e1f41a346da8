import { sql, type Tx } from '#server/platform/database/index.ts';
import { raiseAlert, resolveAlerts } from '../alerts/index.ts';
import { lookAgain } from '../sends/look-again.ts';

type Server = { accountId: string; id: string };

/** Lets nothing more leave over a server, because a person says so. */
export async function pauseServer(tx: Tx, { accountId, id }: Server): Promise<void> {
  await tx.execute(sql`
    update sending_servers set paused_at = now(), paused_by = 'person', paused_reason = 'Paused by a person.'
    where account_id = ${accountId} and id = ${id} and paused_at is null`);
}

/** Uses a server again. The alert about it is answered by that. */
export async function resumeServer(tx: Tx, { accountId, id }: Server): Promise<void> {
  await tx.execute(sql`
    update sending_servers set paused_at = null, paused_by = null, paused_reason = null, trouble = null, trouble_since = null,
      changed_at = now()
    where account_id = ${accountId} and id = ${id} and paused_at is not null`);
  await resolveAlerts(tx, accountId, id);
  await lookAgain(tx, { accountId });
}

/**
 * Pauses a server that refused its login. However many connections of however many workers were refused together, it
 * is paused once and one alert is raised.
 *
 * @param changedAt of the server that was tried: one that was changed or resumed since has not been refused
 */
export async function pauseRefusedServer(
  tx: Tx,
  server: Server & { name: string; changedAt: string },
  why: string,
): Promise<void> {
  const paused = await tx.execute(sql`
    update sending_servers set paused_at = now(), paused_by = 'refused_login', paused_reason = ${why}, trouble = null,
      trouble_since = null
    where account_id = ${server.accountId} and id = ${server.id} and paused_at is null
      and date_trunc('milliseconds', changed_at) <= ${server.changedAt}`);
  if (paused === 0) return;
  const text = `The sending server “${server.name}” is paused: ${why} Nothing is lost: its mail takes another server that fits, or waits. Put the user name and password right, then use the server again.`;
  await raiseAlert(
    tx,
    { accountId: server.accountId, kind: 'server_refused_login', subjectId: server.id },
    text,
  );
}
