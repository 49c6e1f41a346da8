import { onBehalfOf, type Scope } from '#server/accounts/index.ts';
import type { RecordByProduct } from '#server/activity/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { Problem, problem } from '#server/platform/http/index.ts';
import { noteSend } from '#server/sign-in/index.ts';
import { holdAccount, requireApproval } from './approval/standing.ts';
import { checkCampaign, refuseBlocked } from './check-campaign.ts';
import type { Campaign } from './contract.ts';
import { lockCampaign, readCampaign } from './read-campaigns.ts';
import { holdFor, refuseEarlierThanHold, reviewSender, tellOwners } from './safeguards/new-sender.ts';
import { heldFrom, isHeld, noticeOfChange, WAITS_FOR_OWNERS } from './safeguards/policy-changes.ts';
import type { StartDeps } from './safeguards/safeguards.ts';
import { startCampaign } from './start-campaign.ts';
import { readScheduled, tellOfSchedules } from './tell-of-schedules.ts';
import { writeSchedule } from './write-schedule.ts';

/** A start that is this late (an outage, a restored backup) is held for a person: the mail may make no sense any more. */
const latestMinutes = 60;

interface Schedule {
  revision: number;
  /** Local time, `2026-11-30T09:30`. */
  at: string;
  /** IANA zone the local time is meant in. */
  zone: string;
}

/**
 * Schedules a draft, or moves a scheduled campaign. Blocked campaigns are refused now, not at night when it is due.
 * @throws blocked, approval_needed, conflict, wrong_state, step_up_needed, invalid_input for a time that is past or a zone
 *   that does not exist
 */
export async function scheduleCampaign(
  deps: StartDeps,
  scope: Scope,
  id: string,
  schedule: Schedule,
): Promise<Campaign> {
  const { database, safeguards } = deps;
  const checked = await checkCampaign(deps, scope, id);
  refuseBlocked(checked);
  const { campaign, asked, reach } = checked;
  const sender = await reviewSender(database, scope, asked);
  const hold = holdFor(sender, reach);
  const waitsFrom = await heldFrom(database, scope.accountId);
  return await database.inAccount(scope.accountId, async (tx) => {
    await holdAccount(tx, scope.accountId);
    const found = await lockCampaign(tx, id);
    if (found.state !== 'draft' && found.state !== 'scheduled')
      throw problem('wrong_state', 'Only a draft can be scheduled.');
    if (found.revision !== schedule.revision) throw problem('conflict');
    await requireApproval(tx, scope.accountId, id);
    const at = await resolve(tx, schedule);
    if (hold) refuseEarlierThanHold(at);
    const notice = noticeOfChange(waitsFrom, at);
    const from = sender.isNew && !hold ? scope.browser : null;
    await writeSchedule(tx, scope, id, { at, zone: schedule.zone, notice, from });
    await noteSend(tx, scope, sender);
    if (hold) await tellOwners(tx, safeguards, scope, { id, name: campaign.name, hold, startsAt: at });
    return await readCampaign(tx, id);
  });
}

/** The database knows the time zones' rules; a local time that a clock change skips moves forward by the gap. */
async function resolve(tx: Tx, { at, zone }: Schedule): Promise<string> {
  const known = await tx.maybeOne(sql`select name from pg_timezone_names where name = ${zone}`);
  if (!known)
    throw problem('invalid_input', `There is no time zone ${zone}.`, {
      zone: 'Choose a time zone such as Europe/Lisbon.',
    });
  const { instant, isPast } = await tx.one<{ instant: string; isPast: boolean }>(sql`
    select t as instant, t <= now() as "isPast" from (select ${at}::timestamp at time zone ${zone} as t) times`);
  if (isPast)
    throw problem('invalid_input', 'That time is past. Choose a later one, or send now.', {
      at: 'This time is past.',
    });
  return instant;
}

/** Turns a scheduled campaign back into a draft. The queued job finds it so and does nothing. */
export async function unscheduleCampaign(tx: Tx, id: string): Promise<Campaign> {
  const { state } = await lockCampaign(tx, id);
  if (state !== 'scheduled') throw problem('wrong_state', 'This campaign is not scheduled.');
  await backToDraft(tx, id, null);
  return await readCampaign(tx, id);
}

/** The job at the scheduled time. Does nothing when the campaign was moved, unscheduled or started in the meantime. */
export async function startScheduled(
  deps: StartDeps,
  recordAct: RecordByProduct,
  accountId: string,
  id: string,
): Promise<void> {
  const { database } = deps;
  const scope = onBehalfOf(accountId);
  const hold = (why: string) => holdScheduled(deps, recordAct, accountId, id, why);
  const lateness = await database.inAccount(accountId, (tx) =>
    tx.maybeOne<{ minutes: number }>(sql`
      select extract(epoch from now() - scheduled_at)::float8 / 60 as minutes from campaigns where id = ${id} and state = 'scheduled'`),
  );
  if (!lateness || lateness.minutes < 0) return;
  if (lateness.minutes > latestMinutes) {
    return await hold(
      'It was due more than an hour ago while nothing could be sent. Send it now or choose a new time.',
    );
  }
  if (isHeld(await heldFrom(database, accountId), new Date())) return await hold(WAITS_FOR_OWNERS);
  try {
    await startCampaign(deps, scope, id, null, (tx, { name }) =>
      recordAct(tx, { accountId, act: 'campaign.send', objectId: id, objectName: name }),
    );
  } catch (error) {
    if (!(error instanceof Problem) || !holding.has(error.code)) throw error;
    await hold(`It was not sent at its time: ${error.message}`);
  }
}

/** Why a campaign does not go out at its time, and becomes a draft again. */
const holding = new Set<string>(['blocked', 'approval_needed', 'suspended', 'closing']);

/** Makes a draft of it again, and writes to those who count on it being sent. */
async function holdScheduled(
  { database, safeguards }: StartDeps,
  recordAct: RecordByProduct,
  accountId: string,
  id: string,
  why: string,
): Promise<void> {
  await database.inAccount(accountId, async (tx) => {
    const scheduled = await readScheduled(tx, accountId, id);
    if (!scheduled) return;
    await backToDraft(tx, id, why);
    await recordAct(tx, { accountId, act: 'campaign.hold', objectId: id });
    await tellOfSchedules(tx, safeguards, accountId, [{ ...scheduled, why }]);
  });
}

async function backToDraft(tx: Tx, id: string, notice: string | null): Promise<void> {
  await tx.execute(sql`
    update campaigns set state = 'draft', scheduled_at = null, scheduled_zone = null, notice = ${notice}, updated_at = now() where id = ${id}`);
}
