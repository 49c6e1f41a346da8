import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from '#server/platform/database/index.ts';
import { publishOriginals } from '#server/policies/index.ts';
import * as signInContract from '#server/sign-in/contract.ts';
import { person, startTestApp } from '#testing/app.ts';
import { lastSystemMail } from '#testing/system-mail.ts';
import * as contract from '../contract.ts';

const app = await startTestApp();
const { database } = app.services;
const password = 'quite another calm sentence';

let invited = 0;
/** An account, and an invitation to it that was just mailed to a new address. */
async function scene(role: contract.GivenRole = 'editor') {
  const owner = await app.newAccount();
  const email = `Invited${++invited}@account.example`;
  const invitation = await owner.client.call(contract.invite, { body: { email, role } });
  return { ...owner, email, invitation, token: await tokenIn(email) };
}

async function tokenIn(email: string): Promise<string> {
  const { link } = await lastSystemMail(app.services, email, 'invitation');
  assert.match(link, /\/invitation#[\w-]{43}$/);
  return new URL(link).hash.slice(1);
}

const accept = (client: Awaited<ReturnType<typeof app.logInAs>>, token: string) =>
  client.call(contract.acceptInvitation, { body: { token } });

describe('an invitation', () => {
  it('makes a new user, who sets name and password and is in the account', async () => {
    const { client, accountId, email, token } = await scene();
    const visitor = app.visitor();
    const read = await visitor.call(contract.readInvitation, { body: { token } });
    assert.deepEqual([read.email, read.role, read.isKnown], [email, 'editor', false]);
    const session = await visitor.call(contract.joinByInvitation, {
      body: { token, name: 'New Person', password },
    });
    assert.equal(session.account?.id, accountId);
    assert.equal(session.role, 'editor');
    assert.equal((await visitor.call(signInContract.getSession)).user.email, email);
    const { items } = await client.call(contract.listMembers);
    assert.equal(items.find((member) => member.email === email)?.invitedBy, person.name);
    assert.deepEqual((await client.call(contract.listInvitations)).items, []);
    const login = app
      .visitor()
      .call(signInContract.logIn, { body: { email: email.toLowerCase(), password } });
    assert.equal((await login).account?.id, accountId);
  });

  it('lets an existing user join, who then works in that account', async () => {
    const other = await app.newAccount();
    const { user } = await other.client.call(signInContract.getSession);
    const { client, accountId } = await app.newAccount();
    await client.call(contract.invite, { body: { email: user.email.toUpperCase(), role: 'admin' } });
    const token = await tokenIn(user.email.toUpperCase());
    assert.equal((await app.visitor().call(contract.readInvitation, { body: { token } })).isKnown, true);
    const join = app.visitor().call(contract.joinByInvitation, { body: { token, name: 'Thief', password } });
    await assert.rejects(join, { code: 'already_exists' });
    assert.equal((await accept(other.client, token)).account?.id, accountId);
    assert.equal((await other.client.call(contract.listMyAccounts)).items.length, 2);
  });

  it('works only for the address it was sent to', async () => {
    const { token, accountId } = await scene();
    const stranger = await app.newAccount();
    await assert.rejects(accept(stranger.client, token), { code: 'forbidden' });
    assert.notEqual((await stranger.client.call(signInContract.getSession)).account?.id, accountId);
    await app.visitor().call(contract.joinByInvitation, { body: { token, name: 'The right one', password } });
  });

  it('works once, were two to use it at the same moment', async () => {
    const { token } = await scene();
    const join = (name: string) =>
      app.visitor().call(contract.joinByInvitation, { body: { token, name, password } });
    const joined = await Promise.allSettled([join('One'), join('Two')]);
    assert.deepEqual(joined.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    await assert.rejects(join('Three'), { code: 'not_found' });
  });

  it('ends after 72 hours, when revoked, and when sent again', async () => {
    const { client, email, invitation, token } = await scene();
    const read = (token: string) => app.visitor().call(contract.readInvitation, { body: { token } });
    const hours = (Date.parse(invitation.expiresAt) - Date.parse(invitation.sentAt)) / 3_600_000;
    assert.equal(hours, 72);
    await client.call(contract.resendInvitation, { params: { id: invitation.id } });
    await assert.rejects(read(token), { code: 'not_found' });
    const second = await tokenIn(email);
    await read(second);
    await database.asSystem((tx) =>
      tx.execute(sql`update invitations set expires_at = now() where id = ${invitation.id}`),
    );
    await assert.rejects(read(second), { code: 'not_found' });
    await client.call(contract.resendInvitation, { params: { id: invitation.id } });
    const third = await tokenIn(email);
    await client.call(contract.revokeInvitation, { params: { id: invitation.id } });
    await assert.rejects(read(third), { code: 'not_found' });
  });

  it('is not sent to members, nor by those who do not manage the team', async () => {
    const { accountId, client } = await app.newAccount();
    const editor = await app.newMember(accountId, 'editor');
    const { user } = await editor.client.call(signInContract.getSession);
    const body = { email: user.email, role: 'admin' } as const;
    await assert.rejects(client.call(contract.invite, { body }), { code: 'already_exists' });
    await assert.rejects(
      editor.client.call(contract.invite, { body: { ...body, email: 'x@account.example' } }),
      {
        code: 'forbidden',
      },
    );
  });

  it('is worth nothing once whoever sent it was removed or lowered', async () => {
    const { client, accountId } = await app.newAccount();
    for (const [name, send] of [
      ['removed', (id: string) => client.call(contract.removeMember, { params: { id } })],
      [
        'lowered',
        (id: string) => client.call(contract.changeMember, { params: { id }, body: { role: 'editor' } }),
      ],
    ] as const) {
      const admin = await app.newMember(accountId, 'admin');
      const email = `${name}@account.example`;
      await admin.client.call(contract.invite, { body: { email, role: 'admin' } });
      const token = await tokenIn(email);
      await send(admin.userId);
      const join = app.visitor().call(contract.joinByInvitation, { body: { token, name: 'Back', password } });
      await assert.rejects(join, { code: 'not_found' });
    }
  });

  it('is not sent before an owner’s address is confirmed: strangers are not mailed in the name of nobody', async () => {
    const { client, userId } = await app.newAccount();
    await database.asSystem((tx) =>
      tx.execute(sql`update users set confirmed_at = null where id = ${userId}`),
    );
    const invite = client.call(contract.invite, {
      body: { email: 'stranger@account.example', role: 'editor' },
    });
    await assert.rejects(invite, { code: 'not_confirmed' });
  });

  it('never makes an owner', async () => {
    const { client } = await app.newAccount();
    const body = { email: 'boss@account.example', role: 'owner' } as never;
    await assert.rejects(client.call(contract.invite, { body }), { code: 'invalid_input' });
  });

  it('is not a way to flood an address', async () => {
    const { client, invitation, email } = await scene();
    const params = { id: invitation.id };
    await client.call(contract.resendInvitation, { params });
    await client.call(contract.revokeInvitation, { params });
    await client.call(contract.invite, { body: { email, role: 'editor' } });
    const again = client.call(contract.invite, { body: { email: email.toLowerCase(), role: 'editor' } });
    await assert.rejects(again, { code: 'too_many_requests' });
  });

  it('is kept as a hash, and shown to nobody (CVE-2021-39192)', async () => {
    const { client, token } = await scene();
    const rows = await database.asSystem((tx) =>
      tx.query(sql`select from invitations i where i::text like ${`%${token}%`}`),
    );
    assert.equal(rows.length, 0);
    assert.ok(!JSON.stringify(await client.call(contract.listInvitations)).includes(token));
  });

  it('asks a new user to agree to the policies in force', async () => {
    await database.asSystem(async (tx) => {
      await tx.execute(sql`update users set staff_role = 'admin' where email_key = 'owner1@account.example'`);
      await publishOriginals(tx);
    });
    const { token } = await scene();
    const { policies } = await app.visitor().call(contract.readInvitation, { body: { token } });
    const agreedTo = policies.filter(({ mustAgree }) => mustAgree).map(({ id }) => id);
    assert.ok(agreedTo.length > 0);
    const join = (agreedTo: string[]) =>
      app.visitor().call(contract.joinByInvitation, { body: { token, name: 'One', password, agreedTo } });
    await assert.rejects(join(agreedTo.slice(1)), { code: 'invalid_input' });
    assert.equal((await join(agreedTo)).role, 'editor');
  });
});
