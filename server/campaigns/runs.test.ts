import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { changeAccount, type WhenUnsure } from '#server/accounts/contract.ts';
import * as audience from '#server/audience/contract.ts';
import { mailWay, smtpTransport, startEngine } from '#server/delivery/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import { getReport } from '#server/reports/contract.ts';
import { createLinkMaker } from '#server/tracking/index.ts';
import { startTestApp } from '#testing/app.ts';
import { oneWay } from '#testing/one-way.ts';
import { runJobs } from '#testing/run-jobs.ts';
import { type Script, startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import { until } from '#testing/until.ts';
import * as contract from './contract.ts';
import { markSent } from './index.ts';

/** What may happen to a campaign between the click on Send and its end. */
const app = await startTestApp();
const { database, keys, secrets } = app.services;

/** What the mail server does, and what the account says of messages nobody knows the fate of. */
type Given = { script?: Script; whenUnsure?: WhenUnsure };

/** A campaign just started, its recipients not yet written down. */
async function started(t: TestContext, { script = {}, whenUnsure = 'keep' }: Given = {}) {
  const { client } = await app.newAccount();
  await client.call(changeAccount, { body: { whenUnsure } });
  const list = await client.call(audience.createList, { body: { name: 'Readers' } });
  const contacts = [];
  for (const name of ['ana', 'bo', 'cy']) {
    const body = { email: `${name}@people.example`, listIds: [list.id] };
    contacts.push(await client.call(audience.createContact, { body }));
  }
  const draft = await client.call(contract.createCampaign, {
    body: { name: 'Spring', starter: 'letter', includeLists: [list.id] },
  });
  const params = { id: draft.id };
  await client.call(contract.sendCampaign, { params, body: { revision: draft.revision } });
  const look = () => client.call(contract.getProgress, { params });
  const end = () => until('the end of the run', async () => ((await look()).finishedAt ? look() : undefined));
  return { client, list, contacts, params, look, end, server: await engine(t, script) };
}

/** An engine and the mail server it hands over to. */
async function engine(t: TestContext, script: Script) {
  const server = await startScriptedSmtpServer(script);
  const running = await startEngine({
    database,
    ways: oneWay({
      route: mailWay({
        smtpUrl: `smtp://127.0.0.1:${server.port}`,
        sandboxPort: 0,
        sandboxKeys: keys.sandbox,
      }).routeFor(''),
      transport: smtpTransport,
      connections: 2,
    }),
    links: createLinkMaker({ baseUrl: 'https://mail.example', keys: keys.links }),
    secrets,
    connections: 2,
    worker: t.name,
    log: silentLog,
    onFinished: markSent,
    schedule: () => 0,
  });
  t.after(async () => {
    await running.stop();
    await server.close();
  });
  return server;
}

const receivers = ({ messages }: { messages: { to: string }[] }) => messages.map(({ to }) => to);

test('paused before its recipients are written down, it waits for its resumption', async (t) => {
  const { client, params, look, end, server } = await started(t);
  await client.call(contract.pauseCampaign, { params });
  await runJobs(app.services);
  const held = await look();
  assert.deepEqual([held.state, held.isPlanned, held.remaining, held.sent], ['paused', true, 3, 0]);
  await client.call(contract.resumeCampaign, { params });
  const { state, sent } = await end();
  assert.deepEqual([state, sent, server.messages.length], ['sent', 3, 3]);
});

test('cancelled before its recipients are written down, it reaches nobody', async (t) => {
  const { client, params, look } = await started(t);
  await client.call(contract.cancelCampaign, { params });
  await runJobs(app.services);
  const { state, planned, remaining } = await look();
  assert.deepEqual([state, planned, remaining], ['cancelled', 0, 0]);
  assert.equal((await client.call(getReport, { params })).totals.planned, 0);
});

test('who leaves or is deleted before the recipients are written down is not among them', async (t) => {
  const { client, contacts, end, server } = await started(t);
  await client.call(audience.unsubscribe, { params: { id: contacts[0]!.id } });
  await client.call(audience.deleteContact, { params: { id: contacts[1]!.id } });
  await runJobs(app.services);
  const { planned, sent } = await end();
  assert.deepEqual([planned, sent], [1, 1]);
  assert.deepEqual(receivers(server), ['cy@people.example']);
});

test('who leaves or is deleted after that is held back at the gate, and the report says so', async (t) => {
  const { client, contacts, params, end, server } = await started(t);
  await client.call(contract.pauseCampaign, { params });
  await runJobs(app.services);
  await client.call(audience.unsubscribe, { params: { id: contacts[0]!.id } });
  await client.call(audience.deleteContact, { params: { id: contacts[1]!.id } });
  await client.call(audience.updateContact, {
    params: { id: contacts[2]!.id },
    body: { email: 'cyrus@people.example' },
  });
  await client.call(contract.resumeCampaign, { params });
  const { planned, sent, suppressed } = await end();
  assert.deepEqual([planned, sent, suppressed], [3, 1, 2]);
  assert.deepEqual(receivers(server), ['cyrus@people.example']);
  assert.equal((await client.call(getReport, { params })).totals.suppressed, 2);
});

test('with nobody left it ends, and a copy of it is a draft like any other', async (t) => {
  const { client, contacts, params, end, list } = await started(t);
  for (const { id } of contacts) await client.call(audience.unsubscribe, { params: { id } });
  await runJobs(app.services);
  const { state, planned } = await end();
  assert.deepEqual([state, planned], ['sent', 0]);
  await assert.rejects(client.call(contract.deleteCampaign, { params }), { code: 'wrong_state' });
  const copy = await client.call(contract.duplicateCampaign, { params });
  assert.deepEqual(
    [copy.state, copy.includeLists, copy.planned, copy.startedAt, copy.scheduledAt],
    ['draft', [list.id], 0, null, null],
  );
  await assert.rejects(
    client.call(contract.sendCampaign, { params: { id: copy.id }, body: { revision: copy.revision } }),
    { code: 'blocked', message: 'Nobody would get this email.' },
  );
});

test('held and resumed while the mail server is away, it still says why it does not move', async (t) => {
  const { client, params, look, server } = await started(t);
  await server.close();
  await runJobs(app.services);
  const why = await until('the reason to be said', async () => (await look()).waiting);
  await client.call(contract.pauseCampaign, { params });
  assert.equal((await look()).waiting, null);
  await client.call(contract.resumeCampaign, { params });
  assert.deepEqual((await look()).waiting, why);
  await client.call(contract.cancelCampaign, { params });
});

test('what goes out is what stood there at the click, whatever is changed afterwards', async (t) => {
  const { client, end, server } = await started(t);
  await client.call(changeAccount, { body: { postalAddress: 'Elsewhere, Porto' } });
  await runJobs(app.services);
  await end();
  const mails = server.messages.map(({ bytes }) => bytes.toString('latin1'));
  assert.deepEqual(
    mails.map((mail) => [mail.includes('Harbour Street'), mail.includes('Elsewhere')]),
    Array(3).fill([true, false]),
  );
});

/** The connection breaks once, after a final dot. */
const lostOnce: Script = { dot: ['drop', '250 2.0.0 queued'] };
const messageIds = ({ messages }: { messages: { bytes: Buffer }[] }) =>
  messages.map(({ bytes }) => /^Message-ID: (.*)$/im.exec(bytes.toString('latin1'))?.[1]);

test('a message nobody knows the fate of is left at that, and nobody gets it twice', async (t) => {
  const { end, server } = await started(t, { script: lostOnce });
  await runJobs(app.services);
  const { sent, uncertain } = await end();
  assert.deepEqual([sent, uncertain], [2, 1]);
  assert.equal(new Set(receivers(server)).size, 3);
  assert.equal(server.messages.length, 3);
});

test('it goes again under the same Message-ID where the account wanted that at the click', async (t) => {
  const { client, end, server } = await started(t, { script: lostOnce, whenUnsure: 'resend' });
  await client.call(changeAccount, { body: { whenUnsure: 'keep' } });
  await runJobs(app.services);
  const { sent, uncertain, failed } = await end();
  assert.deepEqual([sent, uncertain, failed], [3, 0, 0]);
  const ids = messageIds(server);
  assert.deepEqual([ids.length, new Set(ids).size], [4, 3]);
  assert.equal(ids.filter((id) => id === ids[0]).length, 2);
});
