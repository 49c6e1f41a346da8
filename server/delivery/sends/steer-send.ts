import { sql, type Tx } from '#server/platform/database/index.ts';
import { wakeEngines } from './start-send.ts';

/** Whose send; a request's Scope fits. */
type Owner = { accountId: string };

/**
 * Holds a send. Once the transaction has committed no further message passes the send gate; only those already handed to
 * a connection still arrive.
 *
 * What it waited for stays written down, because a resumed send waits for the same; readProgress says it only of one
 * that is sending.
 *
 * @returns false when the send cannot be held (it is over, or held already)
 */
export async function pauseSend(tx: Tx, scope: Owner, sendId: string): Promise<boolean> {
  await closeGate(tx, sendId);
  const changed = await tx.execute(sql`
    update sends set state = 'paused'
    where account_id = ${scope.accountId} and id = ${sendId} and state in ('planning', 'sending')`);
  return changed === 1;
}

/** Lets a held send go on. @returns false when it was not held */
export async function resumeSend(tx: Tx, scope: Owner, sendId: string): Promise<boolean> {
  const changed = await tx.execute(sql`
    update sends set state = case when started_at is null then 'planning' else 'sending' end
    where account_id = ${scope.accountId} and id = ${sendId} and state = 'paused'`);
  await wakeEngines(tx);
  return changed === 1;
}

/**
 * Ends a send for good. It takes effect at the gate like a pause; the engine then marks what had not gone out as
 * `cancelled`.
 *
 * @returns false when the send is over already
 */
export async function cancelSend(tx: Tx, scope: Owner, sendId: string): Promise<boolean> {
  await closeGate(tx, sendId);
  const changed = await tx.execute(sql`
    update sends set state = 'cancelled', waiting = null, waiting_kind = null, waiting_server = null, planned_through = null,
      finished_at = case when started_at is null then now() end
    where account_id = ${scope.accountId} and id = ${sendId} and state in ('planning', 'sending', 'paused')`);
  await wakeEngines(tx);
  return changed === 1;
}

/**
 * Waits for those at the send's gate and lets nobody more through until the transaction ends. Whoever waits here is
 * next, however many workers are sending. After it the send is changed and nothing else is waited for, because all
 * workers wait meanwhile.
 */
async function closeGate(tx: Tx, sendId: string): Promise<void> {
  await tx.query(sql`select pg_advisory_xact_lock(send_gate(${sendId}))`);
}
