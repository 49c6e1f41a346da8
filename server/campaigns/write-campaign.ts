import type { Scope } from '#server/accounts/index.ts';
import type { Content } from '#server/content/contract.ts';
import { findStarter } from '#server/content/index.ts';
import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { reviewApproval } from './approval/make-void.ts';
import type { Campaign } from './contract.ts';
import { personBehind } from './person-behind.ts';
import { lockCampaign, readCampaign } from './read-campaigns.ts';

interface NewCampaign {
  name: string;
  starter?: string | undefined;
  content?: Content | undefined;
  subject?: string | undefined;
  preheader?: string | undefined;
  includeLists?: string[] | undefined;
}

/** Creates a draft with the account's default sender. @throws not_found for an unknown starter or list */
export async function createCampaign(tx: Tx, scope: Scope, given: NewCampaign): Promise<Campaign> {
  const begun = beginning(given);
  const id = newId();
  await tx.execute(sql`
    insert into campaigns (account_id, id, name, from_name, from_email, subject, preheader, content, created_by, edited_by)
    select a.id, ${id}, ${given.name}, a.default_from_name, a.default_from_email, ${begun.subject}, ${begun.preheader},
      ${JSON.stringify(begun.content)}::jsonb, ${scope.userId}, ${personBehind(scope)}
    from accounts a`);
  if (given.includeLists) await setLists(tx, scope, id, 'include', given.includeLists);
  return await readCampaign(tx, id);
}

/** What a draft begins with: a starter's subject, preheader and content, unless others are given. */
function beginning(given: NewCampaign): { subject: string; preheader: string; content: Content } {
  const starter = given.starter === undefined ? undefined : findStarter(given.starter);
  if (given.starter !== undefined && !starter)
    throw problem('not_found', 'There is no such starter template.');
  return {
    subject: given.subject ?? starter?.subject ?? '',
    preheader: given.preheader ?? starter?.preheader ?? '',
    content: given.content ?? starter?.content ?? { kind: 'plain', version: 1, source: '' },
  };
}

interface CampaignChange {
  name?: string | undefined;
  fromName?: string | undefined;
  fromEmail?: string | undefined;
  replyTo?: string | undefined;
  subject?: string | undefined;
  preheader?: string | undefined;
  content?: Content | undefined;
  trackOpens?: boolean | undefined;
  trackClicks?: boolean | undefined;
  includeLists?: string[] | undefined;
  excludeLists?: string[] | undefined;
}

/**
 * Changes a draft; what is left out stays.
 * An approval of it becomes void when anything that goes out is different then.
 * @throws conflict when it was changed elsewhere since `revision` was read, wrong_state when it is no draft any more.
 */
export async function changeCampaign(
  tx: Tx,
  scope: Scope,
  id: string,
  revision: number,
  change: CampaignChange,
): Promise<Campaign> {
  const found = await lockCampaign(tx, id);
  if (found.state !== 'draft')
    throw problem(
      'wrong_state',
      'Only a draft can be changed. Duplicate the campaign, or unschedule it first.',
    );
  if (found.revision !== revision) throw problem('conflict');
  await tx.execute(sql`
    update campaigns set ${columns(change)}, edited_by = ${personBehind(scope)}, revision = revision + 1,
      updated_at = now(), notice = null
    where id = ${id}`);
  if (change.includeLists) await setLists(tx, scope, id, 'include', change.includeLists);
  if (change.excludeLists) await setLists(tx, scope, id, 'exclude', change.excludeLists);
  await reviewApproval(tx, { accountId: scope.accountId, campaignId: id, userId: scope.userId });
  return await readCampaign(tx, id);
}

function columns(change: CampaignChange): Sql {
  return sql`
    name = coalesce(${change.name ?? null}, name),
    from_name = coalesce(${change.fromName ?? null}, from_name),
    from_email = coalesce(${change.fromEmail ?? null}, from_email),
    reply_to = coalesce(${change.replyTo ?? null}, reply_to),
    subject = coalesce(${change.subject ?? null}, subject),
    preheader = coalesce(${change.preheader ?? null}, preheader),
    content = coalesce(${change.content ? JSON.stringify(change.content) : null}::jsonb, content),
    track_opens = coalesce(${change.trackOpens ?? null}, track_opens),
    track_clicks = coalesce(${change.trackClicks ?? null}, track_clicks),
    lost_list = lost_list and ${change.includeLists === undefined}`;
}

/** A list is either included or excluded: naming it in one role takes it out of the other. */
async function setLists(
  tx: Tx,
  scope: Scope,
  id: string,
  role: 'include' | 'exclude',
  lists: string[],
): Promise<void> {
  const { known } = await tx.one<{ known: number }>(
    sql`select count(*) as known from lists where id = any(${lists}::uuid[])`,
  );
  if (known !== new Set(lists).size) throw problem('not_found', 'One of the lists does not exist any more.');
  await tx.execute(
    sql`delete from campaign_lists where campaign_id = ${id} and (role = ${role} or list_id = any(${lists}::uuid[]))`,
  );
  await tx.execute(sql`
    insert into campaign_lists (account_id, campaign_id, list_id, role)
    select ${scope.accountId}, ${id}, list, ${role} from unnest(${lists}::uuid[]) as list on conflict do nothing`);
}

/** Makes a new draft with the same settings and content. */
export async function duplicateCampaign(tx: Tx, scope: Scope, id: string): Promise<Campaign> {
  const copy = newId();
  const copied = await tx.execute(sql`
    insert into campaigns (account_id, id, name, from_name, from_email, reply_to, subject, preheader, content, track_opens, track_clicks, lost_list, created_by, edited_by)
    select account_id, ${copy}, left(name || ' (copy)', 200), from_name, from_email, reply_to, subject, preheader, content, track_opens, track_clicks, lost_list, ${scope.userId}, ${personBehind(scope)}
    from campaigns where id = ${id}`);
  if (!copied) throw problem('not_found', 'There is no such campaign.');
  await tx.execute(sql`
    insert into campaign_lists (account_id, campaign_id, list_id, role)
    select account_id, ${copy}, list_id, role from campaign_lists where campaign_id = ${id}`);
  return await readCampaign(tx, copy);
}

/** Deletes a campaign that has no run. One that has sent mail stays: it is part of the account of every message. */
export async function deleteCampaign(tx: Tx, id: string): Promise<void> {
  const { state } = await lockCampaign(tx, id);
  const { hasRun } = await tx.one<{ hasRun: boolean }>(
    sql`select exists (select from sends where campaign_id = ${id}) as "hasRun"`,
  );
  if (state !== 'draft' || hasRun) {
    throw problem(
      'wrong_state',
      'Only a draft can be deleted: a campaign that was sent is kept, because it accounts for every message.',
    );
  }
  await tx.execute(sql`delete from campaigns where id = ${id}`);
}
