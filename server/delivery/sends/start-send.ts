import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { SendSnapshot } from './snapshot.ts';

/** Whose send; a request's Scope fits. */
type Owner = { accountId: string };

/** How many messages one worker takes on at a time. */
const RANGE = 500;
/** From this many rows on, the planner's numbers are renewed after the insert. */
const LARGE = 5_000;

/**
 * Opens the one send of a campaign, in state `planning`. Recipients follow with {@link planSend}, in the same
 * transaction or in a job.
 *
 * @param send.listIds at the gate a contact must still be on one of these lists; null asks for no membership
 * @returns the send's id and whether this call made it; a campaign that has a send keeps that one
 */
export async function startSend(
  tx: Tx,
  scope: Owner,
  send: { campaignId: string; listIds: string[] | null; snapshot: SendSnapshot },
): Promise<{ sendId: string; isNew: boolean }> {
  const isNew = await tx.execute(sql`
    insert into sends (account_id, id, campaign_id, state, list_ids, snapshot)
    values (${scope.accountId}, ${newId()}, ${send.campaignId}, 'planning', ${send.listIds}::uuid[],
      ${JSON.stringify(send.snapshot)}::jsonb)
    on conflict (account_id, campaign_id) do nothing`);
  const { id } = await tx.one<{ id: string }>(
    sql`select id from sends where account_id = ${scope.accountId} and campaign_id = ${send.campaignId}`,
  );
  return { sendId: id, isNew: isNew === 1 };
}

/**
 * Writes down who gets a send, in one statement, and lets it go out once the transaction commits. Doing it again
 * changes nothing.
 *
 * @param recipients a SELECT with the columns `contact_id` and `email`, each contact once; its order is that of sending
 * @returns how many messages the send has
 */
export async function planSend(
  tx: Tx,
  { accountId }: Owner,
  { sendId, recipients, rangeSize = RANGE }: { sendId: string; recipients: Sql; rangeSize?: number },
): Promise<number> {
  const send = await tx.one<{ planned: number; started_at: string | null; state: string }>(sql`
    select planned, started_at, state from sends
    where account_id = ${accountId} and id = ${sendId} for update`);
  if (send.started_at !== null || send.state === 'cancelled') return send.planned;

  const planned = await tx.execute(sql`
    insert into messages (account_id, send_id, position, contact_id, email)
    select ${accountId}, ${sendId}, row_number() over (), r.contact_id, r.email from (${recipients}) r`);
  await tx.execute(sql`
    insert into send_ranges (account_id, send_id, first_position, last_position)
    select ${accountId}, ${sendId}, first, least(first + ${rangeSize}::int - 1, ${planned}::int)
    from generate_series(1, ${planned}::int, ${rangeSize}::int) first`);
  if (planned >= LARGE) await tx.query(sql`select analyze_ledger()`);
  // A send paused while it was being planned stays paused.
  await tx.execute(sql`
    update sends set planned = ${planned}, started_at = now(),
      state = case state when 'planning' then 'sending' else state end
    where account_id = ${accountId} and id = ${sendId}`);
  await wakeEngines(tx);
  return planned;
}

/** Tells every engine, once the transaction commits, that there is something to do. */
export async function wakeEngines(tx: Tx): Promise<void> {
  await tx.query(sql`select pg_notify('delivery', '')`);
}
