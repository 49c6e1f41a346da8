import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { Stream } from '../ways/index.ts';
import type { SendSnapshot } from './snapshot.ts';

/** Whose send; a request's Scope fits. */
type Owner = { accountId: string };

/** How many messages one worker takes on at a time: in how many ranges a small send is cut, and the bounds. */
const SHARES = 40;
const SMALLEST_RANGE = 25;
const LARGEST_RANGE = 500;
/** From this many rows on, the planner's numbers are renewed after the insert. */
const LARGE = 5_000;

/**
 * Opens the one send of a campaign, in state `planning`. Recipients follow with {@link planSend}, in the same
 * transaction or in a job.
 *
 * @param send.listIds at the gate a contact must still be on one of these lists; null asks for no membership
 * @param send.stream transactional mail goes before marketing
 * @param send.whenUnsure what to do with a message of which nobody knows whether it arrived: `keep` it as uncertain (at
 *   most once), or `resend` it under the same Message-ID (at least once)
 * @param send.reach people who were counted to get it, as far as anybody counted; they stand for its recipients until these
 *   are written down. With `keepsToReach` it never gets more.
 * @returns the send's id and whether this call made it; a campaign that has a send keeps that one
 */
export async function startSend(
  tx: Tx,
  scope: Owner,
  send: {
    campaignId: string;
    listIds: string[] | null;
    snapshot: SendSnapshot;
    stream?: Stream;
    whenUnsure?: 'keep' | 'resend';
    reach?: number;
    keepsToReach?: boolean;
  },
): Promise<{ sendId: string; isNew: boolean }> {
  const { stream = 'marketing', whenUnsure = 'keep', reach = 0, keepsToReach = false } = send;
  const isNew = await tx.execute(sql`
    insert into sends (account_id, id, campaign_id, state, list_ids, snapshot, stream, when_unsure, reach, keeps_to_reach)
    values (${scope.accountId}, ${newId()}, ${send.campaignId}, 'planning', ${send.listIds}::uuid[],
      ${JSON.stringify(send.snapshot)}::jsonb, ${stream}, ${whenUnsure}, ${reach}, ${keepsToReach})
    on conflict (account_id, campaign_id) do nothing`);
  const { id } = await tx.one<{ id: string }>(
    sql`select id from sends where account_id = ${scope.accountId} and campaign_id = ${send.campaignId}`,
  );
  return { sendId: id, isNew: isNew === 1 };
}

/**
 * Writes down who gets a send, or the next part of them, in one statement, and lets it go out once the transaction
 * commits. Doing it again when all are written changes nothing. While a part is written the send's row is free, so that
 * what is written already is sent meanwhile.
 *
 * @param recipients a SELECT with the columns `contact_id` and `email`, each contact once; its order is that of sending
 * @param most writes at most so many, in the order of contact_id; all when left out. A send that keeps to its reach ends
 *   there: who was added since it started comes last in that order.
 * @returns how many messages the send has by now, and whether these are all
 */
export async function planSend(
  tx: Tx,
  { accountId }: Owner,
  {
    sendId,
    recipients,
    most,
    rangeSize,
  }: { sendId: string; recipients: Sql; most?: number; rangeSize?: number },
): Promise<{ planned: number; isPlanned: boolean }> {
  // Not the row itself: the gate shares it, and would wait for the whole insert.
  await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${sendId}, 0))`);
  const send = await tx.one<{
    planned: number;
    /** How many may follow; null for any number. */
    left: number | null;
    through: string | null;
    startedAt: string | null;
    state: string;
  }>(sql`
    select planned, case when keeps_to_reach then greatest(reach - planned, 0) end as "left", planned_through as through,
      started_at as "startedAt", state
    from sends where account_id = ${accountId} and id = ${sendId}`);
  const isOver = send.state === 'cancelled' || (send.startedAt !== null && send.through === null);
  if (isOver) return { planned: send.planned, isPlanned: true };

  const left = send.left ?? Number.POSITIVE_INFINITY;
  const atMost = Math.min(most ?? Number.POSITIVE_INFINITY, left);
  const part = Number.isFinite(atMost) ? nextPart(recipients, send.through, atMost) : sql`(${recipients})`;
  const written = await tx.execute(sql`
    insert into messages (account_id, send_id, position, contact_id, email)
    select ${accountId}, ${sendId}, ${send.planned}::int + row_number() over (), r.contact_id, r.email
    from ${part} r`);
  const isPlanned = written < atMost || written === left;
  const planned = send.planned + written;
  const size = rangeSize ?? (isPlanned && send.planned === 0 ? rangeSizeFor(planned) : LARGEST_RANGE);
  await tx.execute(sql`
    insert into send_ranges (account_id, send_id, first_position, last_position)
    select ${accountId}, ${sendId}, first, least(first + ${size}::int - 1, ${planned}::int)
    from generate_series(${send.planned}::int + 1, ${planned}::int, ${size}::int) first`);
  if (written >= LARGE && (isPlanned || send.planned === 0)) await tx.query(sql`select analyze_ledger()`);
  // A send paused while it was being planned stays paused. One cancelled meanwhile is over only when the engine has
  // marked what was written down here.
  await tx.execute(sql`
    update sends set planned = ${planned}, started_at = coalesce(started_at, now()),
      state = case state when 'planning' then 'sending' else state end,
      finished_at = case when ${written}::int = 0 then finished_at end,
      planned_through = case when ${isPlanned}::boolean or state = 'cancelled' then null else (
        select m.contact_id from messages m
        where m.account_id = ${accountId} and m.send_id = ${sendId} and m.position = ${planned}::int) end
    where account_id = ${accountId} and id = ${sendId}`);
  await wakeEngines(tx);
  return { planned, isPlanned };
}

const nextPart = (recipients: Sql, through: string | null, most: number): Sql => sql`(
  select a.contact_id, a.email from (${recipients}) a
  where ${through}::uuid is null or a.contact_id > ${through}::uuid
  order by a.contact_id limit ${most}::int)`;

/** Small enough that several workers can share a small send. */
function rangeSizeFor(planned: number): number {
  return Math.min(LARGEST_RANGE, Math.max(SMALLEST_RANGE, Math.ceil(planned / SHARES)));
}

/** Tells every engine, once the transaction commits, that there is something to do. */
export async function wakeEngines(tx: Tx): Promise<void> {
  await tx.query(sql`select pg_notify('delivery', '')`);
}
