import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dropApproval, requireApproval } from '#server/accounts/contract.ts';
import { createRecordByProduct } from '#server/activity/index.ts';
import { safeguardsOf } from '#server/app/safeguards.ts';
import { sql } from '#server/platform/database/index.ts';
import { removeMember } from '#server/team/contract.ts';
import { startTestApp } from '#testing/app.ts';
import { approvalScene, approve, ask, change, present, schedule, send } from '#testing/approval-scene.ts';
import { until } from '#testing/until.ts';
import * as contract from '../contract.ts';
import { startScheduled } from '../schedule-campaign.ts';

const app = await startTestApp();
const { database } = app.services;
const deps = { database, safeguards: safeguardsOf(app.services) };

type Call = () => Promise<unknown>;

/** Those at work in this file’s database; a lock that is waited for may name none. */
const backends = sql`
  select pid from pg_locks where database = (select oid from pg_database where datname = current_database())`;

/** Sends requests while the campaign is locked, so that they wait for one another in this order, and lets go. */
async function atOnce(campaign: { id: string }, calls: Call[]): Promise<PromiseSettledResult<unknown>[]> {
  const running: Promise<unknown>[] = [];
  await database.asSystem(async (tx) => {
    await tx.query(sql`select from campaigns where id = ${campaign.id} for update`);
    for (const call of calls) {
      running.push(call());
      running.at(-1)!.catch(() => {});
      await until(`${running.length} to wait`, () =>
        tx.maybeOne(sql`
          select from pg_locks where not granted and pid in (${backends})
          having count(distinct pid) >= ${running.length}`),
      );
    }
  });
  return await Promise.allSettled(running);
}

const codeOf = (ended: PromiseSettledResult<unknown> | undefined) =>
  ended?.status === 'rejected' ? (ended.reason as { code: string }).code : 'done';

async function asked() {
  const made = await approvalScene(app);
  const { request } = await ask(made.ana.client, made.draft);
  const { ana, bo, owner, params } = made;
  const body = { requestId: request!.id };
  return {
    ...made,
    saysYes: (who: typeof ana = bo) => who.client.call(contract.approveCampaign, { params, body }),
    edits: async () => {
      const { revision } = made.draft;
      await ana.client.call(contract.changeCampaign, { params, body: { revision, subject: 'Sly' } });
    },
    ownerSaysYes: () => owner.client.call(contract.approveCampaign, { params, body }),
  };
}

/** Approved, and due a minute ago. */
async function due() {
  const made = await asked();
  await made.saysYes();
  await schedule(made.ana.client, made.draft);
  await database.asSystem((tx) =>
    tx.execute(
      sql`update campaigns set scheduled_at = now() - interval '1 minute' where id = ${made.draft.id}`,
    ),
  );
  const recordAct = createRecordByProduct(app.services.keys.activity);
  const start = () => startScheduled(deps, recordAct, made.accountId, made.draft.id);
  return { ...made, start };
}

describe('at the same moment', () => {
  it('an edit before the yes leaves nothing to approve', async () => {
    const { ana, draft, edits, saysYes } = await asked();
    const [edit, yes] = await atOnce(draft, [edits, () => saysYes()]);
    assert.deepEqual([codeOf(edit), codeOf(yes)], ['done', 'wrong_state']);
    await assert.rejects(send(ana.client, draft), { code: 'approval_needed' });
  });

  it('an edit after the yes makes it void', async () => {
    const { ana, draft, edits, saysYes } = await asked();
    const [yes, edit] = await atOnce(draft, [() => saysYes(), edits]);
    assert.deepEqual([codeOf(yes), codeOf(edit)], ['done', 'done']);
    assert.equal((await present(ana.client, draft)).approval, 'void');
    await assert.rejects(send(ana.client, draft), { code: 'approval_needed' });
  });

  it('two people say yes: one does, the other learns of it', async () => {
    const { ana, draft, saysYes, ownerSaysYes, params } = await asked();
    const ended = await atOnce(draft, [() => saysYes(), ownerSaysYes]);
    assert.deepEqual(ended.map(codeOf).sort(), ['done', 'wrong_state']);
    const { notes } = await ana.client.call(contract.getApproval, { params });
    assert.equal(notes.filter(({ kind }) => kind === 'approved').length, 1);
  });

  it('two people ask: one does', async () => {
    const { ana, bo, owner, draft } = await approvalScene(app);
    const body = { revision: draft.revision };
    const asks = (who: typeof bo) => () =>
      who.client.call(contract.askForApproval, { params: { id: draft.id }, body });
    const ended = await atOnce(draft, [asks(ana), asks({ ...bo, client: owner.client })]);
    assert.deepEqual(ended.map(codeOf).sort(), ['done', 'wrong_state']);
  });

  it('the yes is given and its giver removed: it does not last', async () => {
    const { owner, ana, bo, draft, saysYes } = await asked();
    const remove = () => owner.client.call(removeMember, { params: { id: bo.userId } });
    const [yes, removal] = await atOnce(draft, [() => saysYes(), remove]);
    assert.deepEqual([codeOf(yes), codeOf(removal)], ['done', 'done']);
    assert.equal((await present(ana.client, draft)).approval, 'void');
  });

  it('the approver is removed and the yes comes too late', async () => {
    const { owner, ana, bo, draft, saysYes } = await asked();
    const remove = () => owner.client.call(removeMember, { params: { id: bo.userId } });
    const [removal, yes] = await atOnce(draft, [remove, () => saysYes()]);
    assert.deepEqual([codeOf(removal), codeOf(yes)], ['done', 'forbidden']);
    assert.equal((await present(ana.client, draft)).approval, 'asked');
  });

  it('a campaign is sent and approval switched on: it was sent before, or it is held', async () => {
    const before = await approvalScene(app, { required: false });
    const requires = ({ owner }: typeof before) => owner.client.call(requireApproval);
    const first = await atOnce(before.draft, [
      () => send(before.ana.client, before.draft),
      () => requires(before),
    ]);
    assert.deepEqual(first.map(codeOf), ['done', 'done']);
    assert.equal((await present(before.ana.client, before.draft)).state, 'sending');

    const after = await approvalScene(app, { required: false });
    await schedule(after.ana.client, after.draft);
    const second = await atOnce(after.draft, [
      () => requires(after),
      () => send(after.ana.client, after.draft),
    ]);
    assert.deepEqual(second.map(codeOf), ['done', 'approval_needed']);
    assert.equal((await present(after.ana.client, after.draft)).state, 'draft');
  });

  it('a campaign is scheduled and approval switched on: it does not stay scheduled', async () => {
    const { owner, ana, draft } = await approvalScene(app, { required: false });
    const ended = await atOnce(draft, [
      () => schedule(ana.client, draft),
      () => owner.client.call(requireApproval),
    ]);
    assert.deepEqual(ended.map(codeOf), ['done', 'done']);
    assert.equal((await present(ana.client, draft)).state, 'draft');
  });

  it('a campaign is due and its approver removed: it is held', async () => {
    const { owner, ana, bo, draft, start } = await due();
    const remove = () => owner.client.call(removeMember, { params: { id: bo.userId } });
    await atOnce(draft, [remove, start]);
    const { state, notice } = await present(ana.client, draft);
    assert.equal(state, 'draft');
    assert.match(notice ?? '', /may not send/);
  });
});

describe('a scheduled campaign that is due', () => {
  it('starts when it is approved', async () => {
    const { ana, draft, start } = await due();
    await start();
    assert.equal((await present(ana.client, draft)).state, 'sending');
  });

  it('is held with the reason when what was approved is not what would go out', async () => {
    const { ana, draft, start } = await due();
    await database.asSystem((tx) =>
      tx.execute(sql`update campaigns set subject = 'Slipped in' where id = ${draft.id}`),
    );
    await start();
    const { state, notice } = await present(ana.client, draft);
    assert.equal(state, 'draft');
    assert.match(notice ?? '', /It was not sent at its time: .*the subject/);
  });

  it('is held when approval was switched on behind the product’s back', async () => {
    const { accountId, owner, ana, draft } = await approvalScene(app);
    await owner.client.call(dropApproval);
    await schedule(ana.client, draft);
    await database.asSystem(async (tx) => {
      await tx.execute(sql`update campaigns set scheduled_at = now() where id = ${draft.id}`);
      await tx.execute(sql`update accounts set approval_required = true where id = ${accountId}`);
    });
    await startScheduled(deps, createRecordByProduct(app.services.keys.activity), accountId, draft.id);
    const { state, notice } = await present(ana.client, draft);
    assert.deepEqual([state, /second person/.test(notice ?? '')], ['draft', true]);
  });
});

it('the database itself takes no yes of who asked or changed it last', async () => {
  const { ana, bo, draft } = await approvalScene(app);
  await change(bo.client, draft);
  await ask(ana.client, draft);
  for (const userId of [ana.userId, bo.userId]) {
    const forged = database.asSystem((tx) =>
      tx.execute(sql`
        update approvals set state = 'approved', answered_by = ${userId}, answered_at = now()
        where campaign_id = ${draft.id}`),
    );
    await assert.rejects(forged, /approvals_by_another/);
  }
  await assert.rejects(approve(bo.client, draft), { code: 'forbidden' });
});
