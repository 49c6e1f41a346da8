import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import pg from 'pg';
import type * as accountsContract from '#server/accounts/contract.ts';
import { anchorChains } from '#server/activity/chain/anchor-chains.ts';
import * as activityContract from '#server/activity/contract.ts';
import { createSendingServer } from '#server/delivery/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import type { ApiClient } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import * as registrationContract from '#server/registration/contract.ts';
import * as signInContract from '#server/sign-in/contract.ts';
import { person, setUpInstall, startTestApp } from '#testing/app.ts';
import { enrolAuthenticator } from '#testing/second-factor.ts';
import { lastSystemMail } from '#testing/system-mail.ts';
import { until } from '#testing/until.ts';
import * as contract from '../contract.ts';

const app = await startTestApp();
const { database, keys } = app.services;
let admin: ApiClient;
before(async () => {
  admin = app.visitor();
  await setUpInstall(admin);
  await enrolAuthenticator(admin);
});

const newAddress = () => `colleague-${newId()}@account.example`;

async function inviteAs(staffRole: accountsContract.StaffRole, email = newAddress()) {
  await admin.call(contract.inviteStaff, { body: { email, staffRole } });
  const { link } = await lastSystemMail(app.services, email, 'staff-invitation');
  return { email, token: new URL(link).hash.slice(1) };
}

/** Somebody who joins those who run the install as a new user and sets a second factor up. */
async function newColleague(staffRole: accountsContract.StaffRole) {
  const { email, token } = await inviteAs(staffRole);
  const client = app.visitor();
  const { user } = await client.call(contract.joinStaff, {
    body: { token, name: 'Bo Lindqvist', password: person.password },
  });
  await enrolAuthenticator(client);
  return { client, userId: user.id, email };
}

describe('somebody invited to run the install', () => {
  it('joins without an account, is asked for a second factor first, and sees what the role shows', async () => {
    const { token } = await inviteAs('viewer');
    const client = app.visitor();
    const shown = await client.call(contract.readStaffInvitation, { body: { token } });
    assert.deepEqual([shown.staffRole, shown.isKnown], ['viewer', false]);
    const body = { token, name: 'Bo', password: person.password };
    const session = await client.call(contract.joinStaff, { body });
    assert.deepEqual(
      [session.account, session.user.staffRole, session.user.isConfirmed],
      [null, 'viewer', true],
    );
    await assert.rejects(client.call(contract.listAccounts), { code: 'second_factor_needed' });
    await enrolAuthenticator(client);
    assert.ok((await client.call(contract.listAccounts)).total > 0);
    await assert.rejects(app.visitor().call(contract.joinStaff, { body }), { code: 'not_found' });
  });

  it('who logs in here already accepts with a session of that address alone', async () => {
    const { client: owner, email, accountId } = await app.newAccount();
    const { token } = await inviteAs('support', email);
    await assert.rejects(
      app.visitor().call(contract.joinStaff, { body: { token, name: 'Thief', password: person.password } }),
      { code: 'already_exists' },
    );
    const { client: stranger } = await app.newAccount();
    await assert.rejects(stranger.call(contract.acceptStaffInvitation, { body: { token } }), {
      code: 'forbidden',
    });
    const session = await owner.call(contract.acceptStaffInvitation, { body: { token } });
    assert.deepEqual([session.user.staffRole, session.account?.id], ['support', accountId]);
  });

  it('cannot come in by an invitation whose sender is no admin any more', async () => {
    const second = await newColleague('admin');
    const email = newAddress();
    await second.client.call(contract.inviteStaff, { body: { email, staffRole: 'admin' } });
    const { link } = await lastSystemMail(app.services, email, 'staff-invitation');
    const token = new URL(link).hash.slice(1);
    await admin.call(contract.changeStaffRole, {
      params: { id: second.userId },
      body: { staffRole: 'support' },
    });
    await assert.rejects(app.visitor().call(contract.readStaffInvitation, { body: { token } }), {
      code: 'not_found',
    });
  });
});

describe('the roles of those who run the install', () => {
  it('let viewers look, support act on accounts, and admins alone do the rest', async () => {
    const { accountId } = await app.newAccount();
    const params = { id: accountId };
    const suspension = { params, body: { reason: 'Complaints about bought lists.' } };
    const mode = { body: { mode: 'open' as const } };
    const [viewer, support] = [await newColleague('viewer'), await newColleague('support')];
    await viewer.client.call(contract.getOperatorsAccount, { params });
    await assert.rejects(viewer.client.call(contract.suspendAccount, suspension), { code: 'forbidden' });
    await support.client.call(contract.suspendAccount, suspension);
    await assert.rejects(support.client.call(registrationContract.setRegistrationMode, mode), {
      code: 'forbidden',
    });
    await assert.rejects(
      support.client.call(contract.inviteStaff, { body: { email: newAddress(), staffRole: 'admin' } }),
      { code: 'forbidden' },
    );
    await admin.call(registrationContract.setRegistrationMode, mode);
  });

  it('let who belongs to no account invite people to register, in the name of the install', async () => {
    const { client } = await newColleague('support');
    const email = newAddress();
    const invited = await client.call(registrationContract.inviteToRegister, { body: { email } });
    assert.equal(invited.email, email);
    assert.ok(await lastSystemMail(app.services, email, 'registration-invitation'));
  });

  it('change with the next request, by mail to the person, and an old invitation raises nobody', async () => {
    const { client, userId, email } = await newColleague('support');
    await client.call(contract.listAccounts);
    await admin.call(contract.changeStaffRole, { params: { id: userId }, body: { staffRole: 'viewer' } });
    await assert.rejects(
      client.call(registrationContract.inviteToRegister, { body: { email: newAddress() } }),
      {
        code: 'forbidden',
      },
    );
    assert.match((await lastSystemMail(app.services, email, 'staff-changed')).change, /viewer/);
    await admin.call(contract.removeStaff, { params: { id: userId } });
    await assert.rejects(client.call(contract.listAccounts), { code: 'not_found' });
    assert.match((await lastSystemMail(app.services, email, 'staff-changed')).change, /no longer/);
  });

  it('always leave an admin, also when two take each other’s role at once', async () => {
    const { user } = await admin.call(signInContract.getSession);
    const second = await newColleague('admin');
    await Promise.allSettled([
      admin.call(contract.changeStaffRole, { params: { id: second.userId }, body: { staffRole: 'viewer' } }),
      second.client.call(contract.changeStaffRole, {
        params: { id: user.id },
        body: { staffRole: 'viewer' },
      }),
    ]);
    await database.asSystem((tx) =>
      tx.execute(sql`update users set staff_role = 'admin' where id = ${user.id}`),
    );
    const { items } = await admin.call(contract.listStaff);
    for (const { id } of items.filter(({ staffRole, id }) => staffRole === 'admin' && id !== user.id))
      await admin.call(contract.removeStaff, { params: { id } });
    await assert.rejects(admin.call(contract.removeStaff, { params: { id: user.id } }), {
      code: 'wrong_state',
    });
  });

  it('reach no further on routes of accounts: servers in private networks need an admin’s second factor', async () => {
    const settings = { host: '127.0.0.1', port: 25, encryption: 'none' as const, user: '' };
    const add = (client: ApiClient) =>
      client.call(createSendingServer, { body: { kind: 'smtp', name: `Relay ${newId()}`, settings } });
    const { client, email } = await app.newAccount();
    const { token } = await inviteAs('support', email);
    await client.call(contract.acceptStaffInvitation, { body: { token } });
    await enrolAuthenticator(client);
    await assert.rejects(add(client), { code: 'invalid_input' });
    await database.asSystem((tx) =>
      tx.execute(sql`update users set staff_role = 'admin' where email = ${email}`),
    );
    await add(client);
  });
});

describe('the log of those who run the install', () => {
  it('has what they do and try, by whom and on which account; the account sees what concerns it', async () => {
    const { client: owner, accountId } = await app.newAccount();
    const { client, userId } = await newColleague('support');
    const params = { id: accountId };
    await client.call(contract.writeOperatorNote, { params, body: { text: 'Called them.' } });
    await client.call(contract.setDailyCap, { params, body: { dailyCap: 9 } });
    await assert.rejects(client.call(contract.removeStaff, { params: { id: userId } }));
    // The last was refused, which nobody waits to see written down.
    const told = async () => {
      const { items } = await admin.call(activityContract.listStaffActivity, { query: { person: userId } });
      return items
        .filter(({ act }) => /^(account|staff[.]remove)/.test(act))
        .map(({ act, account, outcome, who }) => [act, account?.id ?? null, outcome, who.staffRole]);
    };
    await until('all three', async () => (await told()).length === 3);
    assert.deepEqual(await told(), [
      ['staff.remove', null, 'refused', 'support'],
      ['account.set-daily-cap', accountId, 'done', 'support'],
      ['account.note', accountId, 'done', 'support'],
    ]);
    const about = await admin.call(activityContract.listStaffActivity, { query: { account: accountId } });
    assert.equal(about.total, 2);
    const { items: seen } = await owner.call(activityContract.listActivity, { query: {} });
    assert.deepEqual(
      seen.filter(({ who }) => who.kind === 'operator').map(({ act, ip }) => [act, ip]),
      [['account.set-daily-cap', '']],
    );
  });

  it('shows what was changed, deleted or cut off in it', async () => {
    await anchorChains(database, keys.activity, silentLog);
    const verify = async () => {
      const { faults, staffFaults } = await admin.call(activityContract.verifyAnchors);
      return [...faults.map(({ kind }) => kind), ...staffFaults.map(({ kind }) => kind)];
    };
    assert.deepEqual(await verify(), []);
    await assert.rejects(
      database.asSystem((tx) => tx.execute(sql`delete from staff_acts`)),
      /permission denied/,
    );
    for (const statement of [
      `update staff_acts set act = 'account.other' where number = 2`,
      `delete from staff_acts where number = 2`,
    ]) {
      const found = await tampered(statement, verify);
      assert.ok(found.length > 0, statement);
    }
  });
});

/** What is found while a superuser has changed something; then it is put back. */
async function tampered(statement: string, look: () => Promise<string[]>): Promise<string[]> {
  const superuser = new pg.Client({ connectionString: app.services.databaseUrl });
  await superuser.connect();
  const ask = (text: string) => superuser.query(text);
  try {
    await ask(`set session_replication_role = replica`);
    await ask(`create temp table kept as select * from staff_acts where number = 2`);
    await ask(`alter table staff_acts disable trigger only_added_to`);
    await ask(statement);
    return await look();
  } finally {
    await ask(`delete from staff_acts where number = 2`);
    await ask(`insert into staff_acts select * from kept`);
    await ask(`alter table staff_acts enable always trigger only_added_to`);
    await superuser.end();
  }
}
