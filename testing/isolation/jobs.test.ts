/** Jobs carry the account too: one that names an account and the things of another finds nothing and changes nothing. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { jobs, timetable } from '#server/app/jobs.ts';
import {
  checkImport,
  createContact,
  createList,
  startImport,
  uploadImport,
} from '#server/audience/contract.ts';
import { createCampaign, scheduleCampaign, sendCampaign } from '#server/campaigns/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { type ApiClient, readAnswer } from '#server/platform/http/index.ts';
import { invite } from '#server/team/contract.ts';
import { startTestApp } from '../app.ts';
import { openQueue } from './queue.ts';
import { Victim } from './victim.ts';

const app = await startTestApp();
const { services } = app;

/** Those that work for no account: for a person, or for everybody. */
const ofNoAccount = [
  'accounts.mail-address-links',
  'accounts.mail-password-link',
  'accounts.tell-users-of-policy',
];
/** Those that name an account and nothing else: there is nothing to mix up. */
const ofAccountAlone = ['accounts.purge-unconfirmed'];

const plan = {
  mapping: [{ to: 'email' as const }],
  options: { existing: 'update' as const, emptyCells: 'keep' as const },
};

/** Whatever puts work for an account on the queue. */
async function makeWork({ client, accountId }: { client: ApiClient; accountId: string }): Promise<void> {
  const { id: list } = await client.call(createList, { body: { name: 'Readers' } });
  await client.call(createContact, { body: { email: 'ana@people.example', listIds: [list] } });
  for (const route of [checkImport, startImport]) {
    const file = await client.fetch(
      uploadImport,
      { query: { listId: list, fileName: 'a.csv' } },
      'email\nbo@people.example\n',
    );
    const { id } = (await readAnswer(file)) as { id: string };
    await client.call(route, { params: { id }, body: plan });
  }
  const draft = () =>
    client.call(createCampaign, { body: { name: 'Spring', starter: 'newsletter', includeLists: [list] } });
  const [now, later] = [await draft(), await draft()];
  await client.call(sendCampaign, { params: { id: now.id }, body: { revision: now.revision } });
  await client.call(scheduleCampaign, {
    params: { id: later.id },
    body: { revision: later.revision, at: '2099-01-01T09:00', zone: 'UTC' },
  });
  await services.database.inAccount(accountId, (tx) =>
    tx.execute(sql`update campaigns set scheduled_at = now() where id = ${later.id}`),
  );
  await client.call(invite, { body: { email: 'new@account.example', role: 'editor' } });
}

describe('a job', async () => {
  const { accountId: attacker } = await app.newAccount();
  const victim = await app.newAccount();
  await makeWork(victim);
  await using queue = await openQueue(services.databaseUrl);
  const work = (await queue.jobs()).map(({ task, payload }) => ({ task, payload: JSON.parse(payload) }));
  const watched = await Victim.of(app, victim.accountId);
  after(() => watched[Symbol.asyncDispose]());
  const handlers = jobs(services);
  const { signal } = new AbortController();

  it('names the account it works for, or is known to work for none', () => {
    const known = [...Object.keys(timetable), ...ofNoAccount, ...ofAccountAlone];
    const made = work.map(({ task }) => task);
    const unknown = Object.keys(handlers).filter((task) => !known.includes(task) && !made.includes(task));
    assert.deepEqual(unknown, [], 'let makeWork put it on the queue');
    const without = work.filter(({ payload }) => payload.accountId !== victim.accountId);
    assert.deepEqual(without, []);
  });

  // Mail is sent by the job of delivery, which looks up account and mail together: server/delivery/system-mail.
  for (const { task, payload } of work.filter(({ task: name }) => name in handlers)) {
    it(`${task} does nothing for an account that names things of another, and works for their own`, async () => {
      const before = await watched.sums();
      // It may say that it found nothing by failing.
      await handlers[task]!({ ...payload, accountId: attacker }, { signal }).catch(() => {});
      assert.deepEqual(await watched.sums(), before);
      await handlers[task]!(payload, { signal });
      assert.notDeepEqual(await watched.sums(), before, 'there was something to be done');
    });
  }
});
