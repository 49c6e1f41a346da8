import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemMailQueue } from '#server/accounts/index.ts';
import { createList } from '#server/audience/contract.ts';
import { setUpInstall, startTestApp } from '#testing/app.ts';
import { runJobs } from '#testing/run-jobs.ts';
import { enrolAuthenticator } from '#testing/second-factor.ts';
import { countSystemMails, lastSystemMail } from '#testing/system-mail.ts';
import * as contract from './contract.ts';
import { tellUsers } from './tell-users.ts';

const app = await startTestApp();
const { database, secrets, baseUrl } = app.services;
const operator = app.visitor();
await setUpInstall(operator);
await enrolAuthenticator(operator);
const ana = await app.newAccount();
const today = new Date().toISOString().slice(0, 10);
const terms = { kind: 'terms' } as const;
const summary = 'We give you more time before we change things.';

/** Saves and publishes a change of the terms; what is said of it may be left out. */
async function publishChange(more: Partial<{ effectiveOn: string; material: boolean }> = {}) {
  const draft = await operator.call(contract.getPolicyDraft, { params: terms });
  const { revision } = await operator.call(contract.savePolicyDraft, {
    params: terms,
    body: { text: `${draft.text}\n\nOne more sentence.`, revision: draft.revision },
  });
  return await operator.call(contract.publishPolicy, {
    params: terms,
    body: { revision, effectiveOn: today, material: true, summary, ...more },
  });
}

const tell = (versionId: string) =>
  tellUsers(
    { database, queueSystemMail: systemMailQueue(secrets), baseUrl },
    versionId,
    new AbortController().signal,
  );
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const notices = async () => (await ana.client.call(contract.getPolicyNotices)).items;

describe('a draft', () => {
  it('shows what it changes, and does not overwrite what somebody else wrote', async () => {
    const draft = await operator.call(contract.getPolicyDraft, { params: terms });
    assert.deepEqual([draft.revision, draft.difference.changes, draft.newest?.version], [0, 0, 1]);
    const text = draft.text.replace('at least 30 days', 'at least 60 days');
    const saved = await operator.call(contract.savePolicyDraft, {
      params: terms,
      body: { text, revision: 0 },
    });
    assert.deepEqual([saved.revision, saved.difference.changes], [1, 1]);
    await assert.rejects(
      operator.call(contract.savePolicyDraft, { params: terms, body: { text: 'Mine.', revision: 0 } }),
      { code: 'conflict' },
    );
    await operator.call(contract.dropPolicyDraft, { params: terms });
    assert.equal((await operator.call(contract.getPolicyDraft, { params: terms })).revision, 0);
  });

  it('can begin again from the original', async () => {
    const { text } = await operator.call(contract.getOriginalPolicy, { params: { kind: 'privacy' } });
    assert.equal(text, (await operator.call(contract.getPolicyDraft, { params: { kind: 'privacy' } })).text);
  });

  it('is not published unread, unchanged, or for a day that is over or a slip in the year', async () => {
    const { text } = await operator.call(contract.getPolicyDraft, { params: terms });
    const save = (body: string, revision: number) =>
      operator.call(contract.savePolicyDraft, { params: terms, body: { text: body, revision } });
    const publish = (revision: number, effectiveOn = today) =>
      operator.call(contract.publishPolicy, {
        params: terms,
        body: { revision, effectiveOn, material: true, summary },
      });
    await save(text, 0);
    await assert.rejects(publish(1), { code: 'wrong_state' });
    await save(`${text} More.`, 1);
    await assert.rejects(publish(1), { code: 'conflict' });
    await assert.rejects(publish(2, '2020-01-01'), { code: 'invalid_input' });
    await assert.rejects(publish(2, '2026-02-30'), { code: 'invalid_input' });
    await assert.rejects(publish(2, inDays(367)), { code: 'invalid_input' });
    await operator.call(contract.dropPolicyDraft, { params: terms });
  });
});

describe('a version that is published', () => {
  it('is told by mail, once, and shown until it is put away', async () => {
    const version = await publishChange({ effectiveOn: inDays(30) });
    const email = 'owner1@account.example';
    await runJobs(app.services);
    await Promise.all([tell(version.id), tell(version.id)]);
    assert.equal(await countSystemMails(app.services, email, 'policy-changed'), 1);
    assert.deepEqual(await lastSystemMail(app.services, email, 'policy-changed'), {
      kind: 'policy-changed',
      name: 'Ana Okafor',
      title: 'Terms of service',
      effectiveOn: version.effectiveOn,
      material: true,
      summary,
      link: `${baseUrl}/policies/terms/changes?from=1&to=2`,
    });
    const [notice, ...others] = await notices();
    assert.deepEqual([notice?.state, notice?.since, notice?.version.version], ['coming', 1, 2]);
    assert.deepEqual(others, []);
    await ana.client.call(contract.putAwayPolicyNotices, { body: { versionIds: [version.id] } });
    assert.deepEqual(await notices(), []);
    await ana.client.call(createList, { body: { name: 'Before it takes effect' } });
  });

  it('cannot take effect before the one before it', async () => {
    await assert.rejects(publishChange(), { code: 'invalid_input' });
    await operator.call(contract.dropPolicyDraft, { params: terms });
  });
});

describe('a material change in force', () => {
  it('is shown with what changed, accepted with one call, and recorded', async () => {
    const kind = 'acceptable-use';
    const draft = await operator.call(contract.getPolicyDraft, { params: { kind } });
    await operator.call(contract.savePolicyDraft, {
      params: { kind },
      body: { text: draft.text.replace('12 months', '6 months'), revision: 0 },
    });
    const version = await operator.call(contract.publishPolicy, {
      params: { kind },
      body: { revision: 1, effectiveOn: today, material: true, summary },
    });
    await ana.client.call(contract.putAwayPolicyNotices, { body: { versionIds: [version.id] } });
    const [notice] = await notices();
    assert.deepEqual([notice?.state, notice?.since, notice?.version.id], ['accept', 1, version.id]);
    const difference = await ana.client.call(contract.comparePolicies, { query: { kind, from: 1, to: 2 } });
    assert.equal(difference.changes, 1);
    await assert.rejects(ana.client.call(createList, { body: { name: 'After' } }), { code: 'must_accept' });
    await ana.client.call(contract.acceptPolicies, { body: { versionIds: [version.id] } });
    await ana.client.call(createList, { body: { name: 'After' } });
    assert.deepEqual(await notices(), []);
    const [agreement] = (await ana.client.call(contract.listAgreements)).items;
    assert.deepEqual([agreement?.kind, agreement?.version, agreement?.hash], [kind, 2, version.hash]);
    const { items } = await operator.call(contract.listPolicies);
    assert.equal(items.find((policy) => policy.kind === kind)?.versions[0]?.agreed, 1);
  });
});
