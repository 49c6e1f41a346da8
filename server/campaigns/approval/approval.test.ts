import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeAccount, createApiKey, dropApproval, requireApproval } from '#server/accounts/contract.ts';
import { listActivity } from '#server/activity/contract.ts';
import { createContact, createList, deleteList } from '#server/audience/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { createClient } from '#server/platform/http/index.ts';
import { getHome } from '#server/reports/contract.ts';
import { changeMember, leaveAccount, removeMember } from '#server/team/contract.ts';
import { startTestApp } from '#testing/app.ts';
import {
  approvalScene,
  approve,
  ask,
  change,
  present,
  schedule,
  send,
  sendBack,
} from '#testing/approval-scene.ts';
import { countSystemMails, lastSystemMail } from '#testing/system-mail.ts';
import * as contract from '../contract.ts';

const app = await startTestApp();
const { database } = app.services;
const scene = (options?: { required: boolean }) => approvalScene(app, options);
const emailOf = (userId: string) => `${userId}@account.example`;

describe('an account that wants approval', () => {
  it('sends and schedules nothing before a second person has said yes', async () => {
    const { ana, bo, draft } = await scene();
    await assert.rejects(send(ana.client, draft), { code: 'approval_needed' });
    await assert.rejects(schedule(ana.client, draft), { code: 'approval_needed' });
    await ask(ana.client, draft);
    await assert.rejects(send(bo.client, draft), { code: 'approval_needed', message: /waits/ });
    assert.equal((await approve(bo.client, draft)).state, 'approved');
    assert.equal((await send(ana.client, draft)).state, 'sending');
  });

  it('sends nothing by a key of the API either, and a key neither asks nor answers', async () => {
    const { owner, ana, bo, draft, params } = await scene();
    const { key } = await owner.client.call(createApiKey, {
      body: { name: 'Robot', scopes: ['campaigns:write', 'campaigns:send', 'campaigns:read'] },
    });
    const robot = createClient(app.url, { apiKey: key });
    await assert.rejects(send(robot, draft), { code: 'approval_needed' });
    await assert.rejects(ask(robot, draft), { code: 'not_logged_in' });
    const { request } = await ask(ana.client, draft);
    const body = { requestId: request!.id };
    await assert.rejects(robot.call(contract.approveCampaign, { params, body }), { code: 'not_logged_in' });
    await approve(bo.client, draft);
    assert.equal((await send(robot, draft)).state, 'sending');
  });

  it('lets test mails go', async () => {
    const { ana, params } = await scene();
    await database.asSystem((tx) => tx.execute(sql`update users set confirmed_at = now()`));
    const body = { to: ['me@people.example'] };
    const { results } = await ana.client.call(contract.testCampaign, { params, body });
    assert.equal(results.length, 1);
  });

  it('says on the checklist, in the list and in the campaign where approval stands', async () => {
    const { ana, bo, draft, params } = await scene();
    const look = async () => {
      const { items, canSend } = await bo.client.call(contract.getChecks, { params });
      const { approval } = await present(bo.client, draft);
      return [approval, canSend, items.find(({ id }) => id === 'approval')?.severity];
    };
    assert.deepEqual(await look(), ['none', false, 'error']);
    const onHome = async () => (await bo.client.call(getHome)).recentCampaigns[0]?.approval;
    assert.equal(await onHome(), 'none');
    await ask(ana.client, draft);
    assert.deepEqual(await look(), ['asked', false, 'error']);
    assert.equal(await onHome(), 'asked');
    const waiting = await bo.client.call(contract.listCampaigns, { query: { approval: 'asked' } });
    assert.deepEqual([waiting.items.map(({ id }) => id), waiting.awaitingApproval], [[draft.id], 1]);
    await approve(bo.client, draft);
    assert.deepEqual(await look(), ['approved', true, 'ok']);
    assert.equal((await ana.client.call(contract.listCampaigns)).awaitingApproval, 0);
  });

  it('points out on the checklist that the lists have grown since', async () => {
    const { ana, bo, list, draft, params } = await scene();
    await ask(ana.client, draft);
    await approve(bo.client, draft);
    await ana.client.call(createContact, { body: { email: 'di@people.example', listIds: [list.id] } });
    const { items, canSend } = await ana.client.call(contract.getChecks, { params });
    const item = items.find(({ id }) => id === 'approval');
    assert.deepEqual([canSend, item?.severity], [true, 'warning']);
    assert.match(item!.message, /from 1 to 2 people/);
  });

  it('leaves accounts that do not want it alone', async () => {
    const { ana, draft, params } = await scene({ required: false });
    assert.equal((await present(ana.client, draft)).approval, null);
    assert.equal((await ana.client.call(contract.getApproval, { params })).required, false);
    await assert.rejects(ask(ana.client, draft), { code: 'wrong_state' });
    assert.equal((await send(ana.client, draft)).state, 'sending');
  });
});

describe('who may approve', () => {
  it('is not who asked', async () => {
    const { ana, bo, draft } = await scene();
    await ask(bo.client, draft);
    await assert.rejects(approve(bo.client, draft), { code: 'forbidden', message: /asked for it yourself/ });
    await assert.rejects(approve(ana.client, draft), { code: 'forbidden', message: /changed it last/ });
  });

  it('is not who changed it last, by themselves or with a key they made', async () => {
    const { owner, ana, bo, draft } = await scene();
    await change(bo.client, draft);
    await ask(ana.client, draft);
    await assert.rejects(approve(bo.client, draft), { code: 'forbidden' });
    const { key } = await owner.client.call(createApiKey, {
      body: { name: 'Robot', scopes: ['campaigns:write'] },
    });
    await change(createClient(app.url, { apiKey: key }), draft, { subject: 'By the robot' });
    await ask(ana.client, draft);
    await assert.rejects(approve(owner.client, draft), { code: 'forbidden' });
    assert.equal((await approve(bo.client, draft)).state, 'approved');
  });

  it('may send: analysts read and comment not, nor answer', async () => {
    const { accountId, ana, draft, params } = await scene();
    const analyst = await app.newMember(accountId, 'analyst');
    const { request } = await ask(ana.client, draft);
    await assert.rejects(approve(analyst.client, draft), { code: 'forbidden' });
    const read = await analyst.client.call(contract.getApproval, { params });
    assert.deepEqual([read.request?.id, read.mayAnswer, read.notes.length], [request!.id, false, 1]);
  });

  it('sees all its lists', async () => {
    const { accountId, owner, ana, bo, draft, list, params } = await scene();
    const elsewhere = await owner.client.call(createList, { body: { name: 'Elsewhere' } });
    const restrict = (listIds: string[]) =>
      owner.client.call(changeMember, { params: { id: bo.userId }, body: { listIds } });
    await restrict([elsewhere.id]);
    const { request, approvers } = await ask(ana.client, draft);
    assert.deepEqual(
      approvers.map(({ id }) => id),
      [owner.userId],
    );
    assert.equal(await countSystemMails(app.services, emailOf(bo.userId), 'approval-wanted'), 0);
    const body = { requestId: request!.id };
    await assert.rejects(bo.client.call(contract.approveCampaign, { params, body }), { code: 'not_found' });
    assert.deepEqual((await bo.client.call(contract.listWaitingForMe)).items, []);
    const notes = await database.inAccount(accountId, (tx) => tx.query(sql`select from approval_notes`));
    assert.equal(notes.length, 1);
    await restrict([list.id]);
    assert.equal((await bo.client.call(contract.listWaitingForMe)).items.length, 1);
    assert.equal((await approve(bo.client, draft)).state, 'approved');
    assert.equal((await send(bo.client, draft)).state, 'sending');
  });

  it('is told by mail, and whoever asked of the answer', async () => {
    const { owner, ana, bo, draft } = await scene();
    await ask(ana.client, draft, 'Mind the prices.');
    for (const email of [owner.email, emailOf(bo.userId)]) {
      const { comment, link } = await lastSystemMail(app.services, email, 'approval-wanted');
      assert.deepEqual(
        [comment, link.endsWith(`/campaigns/${draft.id}/approval`)],
        ['Mind the prices.', true],
      );
    }
    assert.equal(await countSystemMails(app.services, emailOf(ana.userId), 'approval-wanted'), 0);
    await sendBack(bo.client, draft, 'Three are wrong.');
    const { verdict, comment } = await lastSystemMail(app.services, emailOf(ana.userId), 'approval-answered');
    assert.deepEqual([verdict, comment], ['sent back', 'Three are wrong.']);
  });

  it('has to be there when it is asked for, and the refusal says what to do', async () => {
    const { owner, ana, bo, draft } = await scene();
    await owner.client.call(changeMember, { params: { id: bo.userId }, body: { role: 'analyst' } });
    await assert.rejects(ask(owner.client, draft), { code: 'wrong_state', message: /changed it last/ });
    await owner.client.call(removeMember, { params: { id: ana.userId } });
    await assert.rejects(ask(owner.client, draft), { code: 'wrong_state', message: /Invite/ });
  });
});

describe('an approval', () => {
  const approved = async () => {
    const made = await scene();
    await ask(made.ana.client, made.draft);
    await approve(made.bo.client, made.draft);
    return made;
  };

  const changes: Record<string, Record<string, unknown>> = {
    'the subject': { subject: 'Another' },
    'the content': { content: { kind: 'plain', version: 1, source: 'Hi {{ unsubscribe_url }}' } },
    'the sender’s address': { fromEmail: 'other@account.example' },
    'the sender’s name': { fromName: 'Other' },
    'the reply address': { replyTo: 'other@account.example' },
    'the preview line': { preheader: 'Other' },
    'who gets it': { includeLists: [] },
    'whether opens are counted': { trackOpens: false },
    'whether clicks are counted': { trackClicks: false },
    'the campaign’s name': { name: 'Other' },
  };
  for (const [what, changed] of Object.entries(changes)) {
    it(`becomes void when ${what} changes, and says so`, async () => {
      const { ana, draft, params } = await approved();
      await change(ana.client, draft, changed);
      const { state, whyNot, notes, changes } = await ana.client.call(contract.getApproval, { params });
      assert.equal(state, 'void');
      assert.ok(whyNot?.includes(what), whyNot ?? '');
      assert.deepEqual([notes.at(-1)?.kind, notes.at(-1)?.by?.id], ['void', ana.userId]);
      assert.equal(changes?.parts.length, 1);
      await assert.rejects(send(ana.client, draft), { code: /approval_needed|blocked/ });
      await assert.rejects(schedule(ana.client, draft), { code: /approval_needed|blocked/ });
    });
  }

  it('stays void when the change is taken back', async () => {
    const { ana, draft } = await approved();
    await change(ana.client, draft, { subject: 'Another' });
    await change(ana.client, draft, { subject: draft.subject });
    await assert.rejects(send(ana.client, draft), { code: 'approval_needed' });
  });

  it('holds when a change is none', async () => {
    const { ana, draft } = await approved();
    await change(ana.client, draft, { subject: draft.subject });
    assert.equal((await send(ana.client, draft)).state, 'sending');
  });

  it('becomes void with the words of the account that stand in every mail', async () => {
    const { owner, ana, draft, params } = await approved();
    await owner.client.call(changeAccount, { body: { timeZone: 'UTC' } });
    assert.equal((await present(ana.client, draft)).approval, 'approved');
    await owner.client.call(changeAccount, { body: { postalAddress: '2 Other Street, Porto' } });
    assert.equal((await present(ana.client, draft)).approval, 'void');
    const { whyNot } = await ana.client.call(contract.getApproval, { params });
    assert.match(whyNot ?? '', /postal address/);
  });

  it('becomes void when one of its lists is deleted', async () => {
    const { owner, ana, draft } = await scene();
    const spared = await owner.client.call(createList, { body: { name: 'Spared' } });
    await change(ana.client, draft, { excludeLists: [spared.id] });
    await ask(ana.client, draft);
    await approve(owner.client, draft);
    await owner.client.call(deleteList, { params: { id: spared.id } });
    assert.equal((await present(ana.client, draft)).approval, 'void');
    await assert.rejects(send(ana.client, draft), { code: 'approval_needed', message: /left out/ });
  });

  it('holds for what stands in the tables, whoever changed it there', async () => {
    const { ana, draft } = await approved();
    await database.asSystem((tx) =>
      tx.execute(sql`update campaigns set preheader = 'Slipped in' where id = ${draft.id}`),
    );
    await assert.rejects(send(ana.client, draft), { code: 'approval_needed', message: /preview line/ });
  });

  it('lasts no longer than the approver may send', async () => {
    const removed = await approved();
    await removed.owner.client.call(removeMember, { params: { id: removed.bo.userId } });
    await assert.rejects(send(removed.ana.client, removed.draft), {
      code: 'approval_needed',
      message: /may not send/,
    });
    assert.equal((await present(removed.ana.client, removed.draft)).approval, 'void');

    const left = await approved();
    await left.bo.client.call(leaveAccount);
    assert.equal((await present(left.ana.client, left.draft)).approval, 'void');

    const lowered = await approved();
    const params = { id: lowered.bo.userId };
    await lowered.owner.client.call(changeMember, { params, body: { role: 'analyst' } });
    assert.equal((await present(lowered.ana.client, lowered.draft)).approval, 'void');

    const restricted = await approved();
    const body = { listIds: [] };
    await restricted.owner.client.call(changeMember, { params: { id: restricted.bo.userId }, body });
    assert.equal((await present(restricted.ana.client, restricted.draft)).approval, 'void');
  });

  it('takes the schedule along when it goes, with a word on the campaign', async () => {
    const { owner, ana, bo, draft } = await approved();
    await schedule(ana.client, draft);
    await owner.client.call(removeMember, { params: { id: bo.userId } });
    const { state, scheduledAt, notice } = await present(ana.client, draft);
    assert.deepEqual([state, scheduledAt], ['draft', null]);
    assert.match(notice ?? '', /schedule was taken back.*may not send/);
  });

  it('can be taken back by another who may approve, and then the schedule goes too', async () => {
    const { owner, ana, draft } = await approved();
    await schedule(ana.client, draft);
    assert.equal((await sendBack(owner.client, draft)).state, 'sent_back');
    const { state, approval } = await present(ana.client, draft);
    assert.deepEqual([state, approval], ['draft', 'sent_back']);
    const count = (email: string) => countSystemMails(app.services, email, 'schedule-taken-back');
    assert.deepEqual(await Promise.all([emailOf(ana.userId), owner.email].map(count)), [1, 0]);
  });

  it('lasts over a change of plan: scheduled, moved, taken back and sent', async () => {
    const { ana, draft, params } = await approved();
    await schedule(ana.client, draft);
    await schedule(ana.client, draft);
    await ana.client.call(contract.unscheduleCampaign, { params });
    assert.equal((await send(ana.client, draft)).state, 'sending');
    const read = await ana.client.call(contract.getApproval, { params });
    assert.equal(read.state, 'approved');
    assert.equal((await present(ana.client, draft)).approval, null);
  });

  it('is not needed to pause, resume or send again what was approved', async () => {
    const { owner, ana, bo, draft, params } = await approved();
    await send(ana.client, draft);
    await ana.client.call(contract.pauseCampaign, { params });
    await owner.client.call(removeMember, { params: { id: bo.userId } });
    assert.equal((await ana.client.call(contract.resumeCampaign, { params })).state, 'sending');
    assert.equal((await ana.client.call(contract.resendUncertain, { params, body: {} })).resent, 0);
  });

  it('is not taken along by a copy', async () => {
    const { bo, params } = await approved();
    const copy = await bo.client.call(contract.duplicateCampaign, { params });
    assert.equal(copy.approval, 'none');
    await assert.rejects(send(bo.client, copy), { code: 'approval_needed' });
  });
});

describe('asking', () => {
  it('is for what could be sent, as it is seen, and once', async () => {
    const { ana, draft, params } = await scene();
    await change(ana.client, draft, { fromEmail: '' });
    await assert.rejects(ask(ana.client, draft), { code: 'blocked' });
    await change(ana.client, draft, { fromEmail: 'hello@account.example' });
    const stale = ana.client.call(contract.askForApproval, { params, body: { revision: 1 } });
    await assert.rejects(stale, { code: 'conflict' });
    await ask(ana.client, draft);
    await assert.rejects(ask(ana.client, draft), { code: 'wrong_state', message: /already/ });
  });

  it('again after it was sent back shows what changed since', async () => {
    const { ana, bo, draft, params } = await scene();
    await ask(ana.client, draft);
    await sendBack(bo.client, draft);
    await assert.rejects(send(ana.client, draft), { code: 'approval_needed', message: /sent back/ });
    await change(ana.client, draft, { subject: 'Better' });
    await ask(ana.client, draft, 'Mended.');
    const { changes, notes, mayAnswer } = await bo.client.call(contract.getApproval, { params });
    assert.deepEqual(changes?.parts, [
      { part: 'subject', before: draft.subject, after: 'Better', lines: null },
    ]);
    assert.deepEqual(
      notes.map(({ kind, text }) => [kind, text]),
      [
        ['asked', 'Please look.'],
        ['sent_back', 'The date is wrong.'],
        ['asked', 'Mended.'],
      ],
    );
    assert.equal(mayAnswer, true);
  });

  it('can be withdrawn', async () => {
    const { ana, bo, draft, params } = await scene();
    const { request } = await ask(ana.client, draft);
    assert.equal((await ana.client.call(contract.withdrawApproval, { params })).state, 'none');
    const body = { requestId: request!.id };
    await assert.rejects(bo.client.call(contract.approveCampaign, { params, body }), { code: 'wrong_state' });
    await assert.rejects(ana.client.call(contract.withdrawApproval, { params }), { code: 'wrong_state' });
  });

  it('counts for the approver as something that waits', async () => {
    const { ana, bo, draft } = await scene();
    await ask(ana.client, draft);
    const { items } = await bo.client.call(contract.listWaitingForMe);
    assert.deepEqual(
      items.map(({ campaign, askedBy }) => [campaign.id, askedBy.id]),
      [[draft.id, ana.userId]],
    );
    assert.deepEqual((await ana.client.call(contract.listWaitingForMe)).items, []);
  });

  it('too often within an hour is refused', async () => {
    const { accountId, ana, draft } = await scene();
    await database.inAccount(accountId, (tx) =>
      tx.execute(sql`
        insert into approvals (account_id, id, campaign_id, state, shown, revision, recipients, asked_by)
        select ${accountId}, gen_random_uuid(), ${draft.id}, 'withdrawn', '{}', 1, 1, ${ana.userId} from generate_series(1, 60)`),
    );
    await assert.rejects(ask(ana.client, draft), { code: 'too_many_requests' });
  });
});

describe('answering', () => {
  it('without a word is no way to send something back', async () => {
    const { ana, bo, draft } = await scene();
    await ask(ana.client, draft);
    await assert.rejects(sendBack(bo.client, draft, ' '), { code: 'invalid_input' });
  });

  it('is for the request that was looked at', async () => {
    const { ana, bo, draft, params } = await scene();
    const { request: first } = await ask(ana.client, draft);
    await change(ana.client, draft);
    await ask(ana.client, draft);
    const body = { requestId: first!.id };
    await assert.rejects(bo.client.call(contract.approveCampaign, { params, body }), {
      code: 'wrong_state',
      message: /anew/,
    });
  });

  it('belongs to the campaign of its path', async () => {
    const { ana, bo, draft, params } = await scene();
    const copy = await ana.client.call(contract.duplicateCampaign, { params });
    const { request } = await ask(ana.client, draft);
    await ask(ana.client, copy);
    const body = { requestId: request!.id };
    const approving = bo.client.call(contract.approveCampaign, { params: { id: copy.id }, body });
    await assert.rejects(approving, { code: 'not_found' });
  });
});

describe('comments', () => {
  it('stay as they were written, even for who reaches the database as the product does', async () => {
    const { accountId, ana, bo, params } = await scene();
    const text = 'It is in English alone.';
    await ana.client.call(contract.commentOnCampaign, { params, body: { text } });
    const { notes } = await bo.client.call(contract.getApproval, { params });
    assert.deepEqual(
      notes.map((note) => [note.kind, note.by?.id, note.text]),
      [['comment', ana.userId, text]],
    );
    for (const attempt of [sql`update approval_notes set text = ''`, sql`delete from approval_notes`]) {
      await assert.rejects(
        database.inAccount(accountId, (tx) => tx.execute(attempt)),
        /permission denied/,
      );
      await assert.rejects(
        database.asSystem((tx) => tx.execute(attempt)),
        /permission denied/,
      );
    }
  });
});

describe('the setting', () => {
  it('is the owner’s, and takes somebody who could approve', async () => {
    const alone = await app.newAccount();
    await assert.rejects(alone.client.call(requireApproval), { code: 'wrong_state', message: /Invite/ });
    const { userId } = await app.newMember(alone.accountId, 'editor');
    const list = await alone.client.call(createList, { body: { name: 'One' } });
    const restrict = (listIds: string[] | null) =>
      alone.client.call(changeMember, { params: { id: userId }, body: { listIds } });
    await restrict([list.id]);
    await assert.rejects(alone.client.call(requireApproval), { code: 'wrong_state' });
    await restrict(null);
    assert.equal((await alone.client.call(requireApproval)).approvalRequired, true);
    const admin = await app.newMember(alone.accountId, 'admin');
    await assert.rejects(admin.client.call(dropApproval), { code: 'forbidden' });
  });

  it('takes a fresh proof to be switched off', async () => {
    const { owner, ana, draft } = await scene();
    const prove = (at: string) =>
      database.asSystem((tx) =>
        tx.execute(
          sql`update sessions set proved_at = now() - ${at}::interval where user_id = ${owner.userId}`,
        ),
      );
    await prove('1 hour');
    await assert.rejects(owner.client.call(dropApproval), { code: 'step_up_needed' });
    await prove('0 hours');
    assert.equal((await owner.client.call(dropApproval)).approvalRequired, false);
    assert.equal((await send(ana.client, draft)).state, 'sending');
  });

  it('holds what is scheduled when it is switched on, and leaves what is being sent', async () => {
    const { owner, ana, bo, draft, list } = await scene({ required: false });
    await schedule(ana.client, draft);
    const under = await ana.client.call(contract.createCampaign, {
      body: { name: 'Under way', starter: 'letter', includeLists: [list.id] },
    });
    await send(ana.client, under);
    const count = (email: string) => countSystemMails(app.services, email, 'schedule-taken-back');
    await owner.client.call(requireApproval);
    assert.deepEqual(
      await Promise.all([emailOf(ana.userId), emailOf(bo.userId), owner.email].map(count)),
      [1, 0, 1],
    );
    const mail = await lastSystemMail(app.services, emailOf(ana.userId), 'schedule-taken-back');
    assert.match(mail.campaigns, /^“Spring”, 1 July 2099 at 09:30 \(UTC\)\. A second person has to approve/);
    assert.ok(mail.link.endsWith(`/campaigns/${draft.id}`));
    const held = await present(ana.client, draft);
    assert.deepEqual([held.state, held.approval], ['draft', 'none']);
    assert.match(held.notice ?? '', /second person/);
    assert.equal((await present(ana.client, under)).state, 'sending');
  });

  it('keeps approvals over being off for a while, for what has not changed', async () => {
    const { owner, ana, bo, draft } = await scene();
    await ask(ana.client, draft);
    await approve(bo.client, draft);
    await owner.client.call(dropApproval);
    await schedule(ana.client, draft);
    await owner.client.call(requireApproval);
    assert.equal((await present(ana.client, draft)).state, 'scheduled');
  });
});

it('everything done about approval stands in the activity log', async () => {
  const { owner, ana, bo, draft, params } = await scene();
  await ask(ana.client, draft);
  await sendBack(bo.client, draft);
  await ask(ana.client, draft);
  await ana.client.call(contract.withdrawApproval, { params });
  await ana.client.call(contract.commentOnCampaign, { params, body: { text: 'Once more.' } });
  await ask(ana.client, draft);
  await approve(bo.client, draft);
  await owner.client.call(dropApproval);
  const { items } = await owner.client.call(listActivity, { query: { limit: 200 } });
  const acts = new Set(items.map(({ act }) => act));
  for (const act of ['ask-approval', 'send-back', 'withdraw-approval', 'comment', 'approve'])
    assert.ok(acts.has(`campaign.${act}`), act);
  assert.ok(acts.has('account.require-approval') && acts.has('account.drop-approval'));
});
