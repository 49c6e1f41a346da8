import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  checkImport,
  createContact,
  createContactField,
  createList,
  deleteContact,
  deleteContactField,
  deleteList,
  joinList,
  listContacts,
  listLists,
  readContact,
  readImport,
  removeFromList,
  resubscribe,
  startImport,
  unsubscribe,
  updateContact,
  uploadImport,
} from '#server/audience/contract.ts';
import {
  changeCampaign,
  createCampaign,
  deleteCampaign,
  duplicateCampaign,
  getAudience,
  getCampaign,
  listCampaigns,
} from '#server/campaigns/contract.ts';
import { removeSuppression } from '#server/compliance/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import type { RouteContract } from '#server/platform/http/index.ts';
import { exportRecipients, getHome, getReport, listRecipients } from '#server/reports/contract.ts';
import { getSession } from '#server/sign-in/contract.ts';
import { startTestApp } from '#testing/app.ts';
import { bodyFor, makeOneOfEach, nameOf, paramsFor } from '#testing/every-route.ts';
import { uploadList } from '#testing/imports.ts';
import { runJobs } from '#testing/run-jobs.ts';
import { type SentCampaign, sentCampaign } from '#testing/sent-campaign.ts';
import * as contract from '../contract.ts';

const app = await startTestApp();
const { database } = app.services;
const { client: owner, accountId } = await app.newAccount();

/** Everything the account had before the member came. None of it is theirs to see. */
const hidden = await makeOneOfEach(database, owner, accountId);
const hiddenRun = await sentCampaign(database, accountId);
const run = await sentCampaign(database, accountId);
const list = await owner.call(createList, { body: { name: 'Theirs' } });
const reachable = await owner.call(createContact, {
  body: { email: 'reachable@people.example', listIds: [list.id] },
});
const member = await app.newMember(accountId, 'editor');
await owner.call(contract.changeMember, {
  params: { id: member.userId },
  body: { listIds: [list.id, run.listId] },
});
const { client } = member;

/** What must be in no answer: addresses, names and ids of what is out of reach. */
const secrets = [
  'ana@people.example',
  'gone@people.example',
  hidden.list,
  hidden.contact,
  hidden.import,
  hidden.campaign,
  hidden.sandboxMessage,
  hiddenRun.campaignId,
  hiddenRun.listId,
  ...hiddenRun.contacts.flatMap(({ id, email }) => [id, email]),
];
const about = ['/api/lists', '/api/contacts', '/api/imports', '/api/campaigns', '/api/sandbox/messages'];
const isAbout = ({ path }: RouteContract) => about.some((start) => path.startsWith(start));

const send = (route: RouteContract, things: typeof hidden) => {
  const body = bodyFor(route, things);
  return client.fetch(route, { params: paramsFor(route, things), ...(body ? { body } : {}) } as object);
};
const fromRun = (sent: SentCampaign) => ({
  ...hidden,
  list: sent.listId,
  campaign: sent.campaignId,
  contact: sent.contacts[0]!.id,
});

describe('a member restricted to certain lists', () => {
  for (const route of app.app.contracts.filter((one) => one.params && isAbout(one))) {
    it(`finds nothing of other lists at ${nameOf(route)}`, async () => {
      for (const things of [hidden, fromRun(hiddenRun)])
        assert.equal((await send(route, things)).status, route.allLists ? 403 : 404);
    });
  }

  for (const route of app.app.contracts.filter(
    ({ method, params, permission }) => method === 'GET' && !params && permission !== 'public',
  )) {
    it(`reads nothing of other lists at ${nameOf(route)}`, async () => {
      const answer = await client.fetch(route, {} as object);
      const text = await answer.text();
      assert.ok(answer.status < 500, text);
      assert.deepEqual(
        secrets.filter((secret) => text.includes(secret)),
        [],
      );
    });
  }

  it('finds nobody of other lists by searching', async () => {
    for (const search of ['ana@', 'reader.example', 'A campaign']) {
      const contacts = await client.call(listContacts, { query: { search } });
      const campaigns = await client.call(listCampaigns, { query: { search } });
      const text = JSON.stringify([contacts, campaigns]);
      assert.deepEqual(
        secrets.filter((secret) => text.includes(secret)),
        [],
      );
    }
  });

  it('sees and counts their own lists in full', async () => {
    const { items } = await client.call(listLists);
    assert.deepEqual(items.map(({ id }) => id).sort(), [list.id, run.listId].sort());
    assert.equal((await client.call(listContacts)).total, run.contacts.length + 1);
    assert.equal((await client.call(readContact, { params: { id: reachable.id } })).id, reachable.id);
    const params = { id: run.campaignId };
    const report = await client.call(getReport, { params });
    assert.deepEqual(report, await owner.call(getReport, { params }));
    assert.equal((await client.call(listRecipients, { params })).items.length, run.contacts.length);
    assert.ok(await client.call(getHome));
  });

  it('exports all pieces of a long file within reach, and a stranger to the list none', async () => {
    const long = await sentCampaign(database, accountId, { count: 12_000 });
    const params = { id: long.campaignId };
    assert.equal((await client.fetch(exportRecipients, { params })).status, 404);
    await owner.call(contract.changeMember, {
      params: { id: member.userId },
      body: { listIds: [list.id, run.listId, long.listId] },
    });
    const answer = await client.fetch(exportRecipients, { params });
    assert.equal((await answer.text()).trim().split('\r\n').length, 12_001);
    await owner.call(contract.changeMember, {
      params: { id: member.userId },
      body: { listIds: [list.id, run.listId] },
    });
  });

  it('cannot target, import to, or add people to other lists, nor make lists', async () => {
    const campaign = { name: 'Mine', starter: 'letter' as const, includeLists: [hidden.list] };
    await assert.rejects(client.call(createCampaign, { body: campaign }), { status: 404 });
    const mine = await client.call(createCampaign, { body: { ...campaign, includeLists: [list.id] } });
    const audience = await client.call(getAudience, { params: { id: mine.id } });
    assert.equal(audience.recipients, 1);
    const body = { email: 'new@people.example', listIds: [hidden.list] };
    await assert.rejects(client.call(createContact, { body }), { status: 404 });
    await client.call(createContact, { body: { ...body, listIds: [list.id] } });
    const joined = client.call(joinList, {
      params: { id: reachable.id, listId: hidden.list },
      body: { resubscribe: true },
    });
    await assert.rejects(joined, { status: 404 });
    const query = { listId: hidden.list, fileName: 'b.csv' };
    assert.equal((await client.fetch(uploadImport, { query }, 'email\nbo@people.example\n')).status, 404);
    await assert.rejects(client.call(createList, { body: { name: 'One more' } }), { code: 'forbidden' });
    const onNone = client.call(createContact, { body: { email: 'nowhere@people.example' } });
    await assert.rejects(onNone, { code: 'invalid_input' });
    assert.equal((await client.call(getSession)).isRestricted, true);
    assert.equal((await owner.call(getSession)).isRestricted, false);
  });

  it('neither sees nor changes people of other lists by importing or adding their addresses', async () => {
    const [stranger] = hiddenRun.contacts;
    const before = await owner.call(readContact, { params: { id: stranger!.id } });
    const file = `email,first name\n${stranger!.email},Mine\nbrought@people.example,Bo\n`;
    const { id, columns } = await uploadList(client, list.id, file);
    const mapping = columns.map(({ guess }) => guess);
    for (const step of [checkImport, startImport]) {
      await client.call(step, { params: { id }, body: { mapping } });
      await runJobs(app.services);
    }
    const done = await client.call(readImport, { params: { id } });
    assert.equal(done.counts.created, 1);
    assert.deepEqual(
      done.rejections.map(({ line, reason }) => [line, /a contact you do not see/.test(reason)]),
      [[2, true]],
    );
    await assert.rejects(client.call(readContact, { params: { id: stranger!.id } }), { status: 404 });
    const body = { email: stranger!.email, listIds: [list.id] };
    await assert.rejects(client.call(createContact, { body }), { code: 'already_exists' });
    assert.deepEqual(await owner.call(readContact, { params: { id: stranger!.id } }), before);
  });

  describe('of a contact that lists out of sight hold too', async () => {
    const made = async (email: string) =>
      await owner.call(createContact, { body: { email, listIds: [list.id, hidden.list] } });
    const sawAll = async (id: string) => (await owner.call(readContact, { params: { id } })).lists.length;

    it('takes it off their lists and out of their sight, and no further', async () => {
      const { id } = await made('shared@people.example');
      for (const destroy of [deleteContact, resubscribe])
        await assert.rejects(client.call(destroy, { params: { id }, body: {} } as never), {
          code: 'forbidden',
        });
      const left = await client.call(removeFromList, { params: { id, listId: list.id } });
      assert.deepEqual([left.id, left.lists], [id, []]);
      await assert.rejects(client.call(readContact, { params: { id } }), { status: 404 });
      assert.equal(await sawAll(id), 1);
      const body = { email: 'shared@people.example', listIds: [list.id] };
      await assert.rejects(client.call(createContact, { body }), /a contact you do not see/);
    });

    it('changes its values, by hand and by importing, but not the address their mail goes to', async () => {
      const { id, email } = await made('valued@people.example');
      const params = { id };
      const body = { email: 'elsewhere@people.example' };
      await assert.rejects(client.call(updateContact, { params, body }), { code: 'forbidden' });
      // Also to what somebody else has: the answer must not tell whether there is one.
      const taken = { email: hiddenRun.contacts[0]!.email };
      await assert.rejects(client.call(updateContact, { params, body: taken }), { code: 'forbidden' });
      const changed = await client.call(updateContact, {
        params,
        body: { email, fields: { first_name: 'Val' } },
      });
      assert.deepEqual([changed.email, changed.fields.first_name], [email, 'Val']);
      const file = await uploadList(client, list.id, `email,first name\n${email},Valerie\n`);
      const mapping = file.columns.map(({ guess }) => guess);
      await client.call(startImport, { params: { id: file.id }, body: { mapping } });
      await runJobs(app.services);
      const after = await owner.call(readContact, { params });
      assert.deepEqual([after.fields.first_name, after.lists.length], ['Valerie', 2]);
    });

    it('stops all mail to it, and lets none begin again', async () => {
      const { id, email } = await made('leaving@people.example');
      await client.call(unsubscribe, { params: { id } });
      const back = client.call(resubscribe, { params: { id }, body: {} });
      await assert.rejects(back, { code: 'forbidden' });
      await assert.rejects(client.call(removeSuppression, { params: { email } }), { code: 'forbidden' });
      const { status, suppression } = await owner.call(readContact, { params: { id } });
      assert.deepEqual([status, suppression?.reason], ['unsubscribed', 'unsubscribed']);
    });
  });

  it('brings back people of their own lists by importing', async () => {
    const { id, columns } = await uploadList(client, run.listId, 'email\nreachable@people.example\n');
    const mapping = columns.map(({ guess }) => guess);
    await client.call(startImport, { params: { id }, body: { mapping } });
    await runJobs(app.services);
    const { counts } = await client.call(readImport, { params: { id } });
    assert.deepEqual([counts.accepted, counts.joined], [1, 1]);
  });

  it('deletes no list, which campaigns out of reach may go to or spare, and no field, which all contacts have', async () => {
    const body = { name: 'Spares theirs', starter: 'letter' as const, includeLists: [hidden.list] };
    const { id, revision } = await owner.call(createCampaign, { body });
    await owner.call(changeCampaign, { params: { id }, body: { revision, excludeLists: [list.id] } });
    await assert.rejects(client.call(deleteList, { params: { id: list.id } }), { code: 'forbidden' });
    assert.deepEqual((await owner.call(getCampaign, { params: { id } })).excludeLists, [list.id]);
    await owner.call(deleteCampaign, { params: { id } });
    const { key } = await client.call(createContactField, { body: { label: 'Shoe size', type: 'text' } });
    await assert.rejects(client.call(deleteContactField, { params: { key } }), { code: 'forbidden' });
    await owner.call(deleteContactField, { params: { key } });
  });

  it('does not come to see a campaign by the deletion of its list, before it is given theirs', async () => {
    const gone = await owner.call(createList, { body: { name: 'Gone soon' } });
    const body = { name: 'For others', starter: 'letter' as const, includeLists: [gone.id] };
    const { id } = await owner.call(createCampaign, { body });
    await owner.call(deleteList, { params: { id: gone.id } });
    const copy = await owner.call(duplicateCampaign, { params: { id } });
    for (const campaign of [id, copy.id])
      await assert.rejects(client.call(getCampaign, { params: { id: campaign } }), { status: 404 });
    const { revision } = await owner.call(getCampaign, { params: { id } });
    await owner.call(changeCampaign, { params: { id }, body: { revision, includeLists: [list.id] } });
    assert.equal((await client.call(getCampaign, { params: { id } })).name, 'For others');
  });

  it('sees nothing when all their lists are deleted, and everything when the restriction ends', async () => {
    const other = await app.newMember(accountId, 'analyst');
    const short = await owner.call(createList, { body: { name: 'Short-lived' } });
    const params = { id: other.userId };
    await owner.call(contract.changeMember, { params, body: { listIds: [short.id] } });
    await owner.call(deleteList, { params: { id: short.id } });
    assert.deepEqual((await other.client.call(listLists)).items, []);
    assert.equal((await other.client.call(listContacts)).total, 0);
    await owner.call(contract.changeMember, { params, body: { listIds: null } });
    assert.ok((await other.client.call(listContacts)).total > 1);
  });

  it('is an editor or an analyst: admins see all', async () => {
    const admin = await app.newMember(accountId, 'admin');
    const params = { id: admin.userId };
    const restrict = owner.call(contract.changeMember, { params, body: { listIds: [list.id] } });
    await assert.rejects(restrict, { code: 'invalid_input' });
    await owner.call(contract.changeMember, { params, body: { role: 'editor', listIds: [list.id] } });
    const { lists } = await owner.call(contract.changeMember, { params, body: { role: 'admin' } });
    assert.equal(lists, null);
    assert.ok((await admin.client.call(listLists)).items.length > 1);
  });

  it('is not restricted by lists of another account', async () => {
    const stranger = await app.newAccount();
    const theirs = await stranger.client.call(createList, { body: { name: 'Elsewhere' } });
    const restrict = owner.call(contract.changeMember, {
      params: { id: member.userId },
      body: { listIds: [theirs.id] },
    });
    await assert.rejects(restrict, { code: 'invalid_input' });
  });

  it('has every table with contacts, lists or mails behind a restriction', async () => {
    const open = await database.asSystem((tx) =>
      tx.query<{ name: string }>(sql`
        select distinct c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
          and a.attname in ('contact_id', 'list_id', 'list_ids', 'campaign_id', 'send_id', 'import_id', 'email_key')
          and not exists (select from pg_policy p where p.polrelid = c.oid and not p.polpermissive) order by 1`),
    );
    // Users and invitations are of the team; who may reach which list is decided by those who see all.
    assert.deepEqual(
      open.map(({ name }) => name),
      ['invitations', 'member_lists', 'staff_invitations', 'users'],
    );
  });
});
