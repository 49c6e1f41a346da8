import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as accountsContract from '#server/accounts/contract.ts';
import { createList, listLists } from '#server/audience/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import * as signInContract from '#server/sign-in/contract.ts';
import { person, startTestApp } from '#testing/app.ts';
import { lastSystemMail } from '#testing/system-mail.ts';
import { until } from '#testing/until.ts';
import * as contract from './contract.ts';

const app = await startTestApp();
const { database } = app.services;

/** An account with an owner and one member of each other role. */
async function scene() {
  const owner = await app.newAccount();
  const admin = await app.newMember(owner.accountId, 'admin');
  const editor = await app.newMember(owner.accountId, 'editor');
  const { user } = await owner.client.call(signInContract.getSession);
  return { accountId: owner.accountId, owner: { client: owner.client, userId: user.id }, admin, editor };
}

describe('letting somebody in, and giving a member another role', () => {
  it('is for whoever has just proved who they are: it outlives the session', async () => {
    const { owner, admin, editor, accountId } = await scene();
    const email = 'accomplice@account.example';
    const { id } = await admin.client.call(contract.invite, { body: { email, role: 'editor' } });
    await database.asSystem((tx) =>
      tx.execute(
        sql`update sessions set proved_at = now() - interval '11 minutes' where account_id = ${accountId}`,
      ),
    );
    const body = { email: 'second@account.example', role: 'admin' } as const;
    const change = { params: { id: editor.userId }, body: { role: 'admin' } } as const;
    for (const { client } of [owner, admin]) {
      await assert.rejects(client.call(contract.invite, { body }), { code: 'step_up_needed' });
      await assert.rejects(client.call(contract.changeMember, change), { code: 'step_up_needed' });
    }
    // Taking away is never held up.
    await owner.client.call(contract.revokeInvitation, { params: { id } });
    await owner.client.call(contract.removeMember, { params: { id: editor.userId } });
  });
});

const join = (accountId: string, userId: string) =>
  database.asSystem((tx) =>
    tx.execute(
      sql`insert into memberships (account_id, user_id, role) values (${accountId}, ${userId}, 'analyst')`,
    ),
  );
const roleOf = async (accountId: string, userId: string) =>
  (
    await database.asSystem((tx) =>
      tx.maybeOne<{ role: string }>(
        sql`select role from memberships where account_id = ${accountId} and user_id = ${userId}`,
      ),
    )
  )?.role;

describe('a user of several accounts', () => {
  it('works in one at a time and changes between them', async () => {
    const [first, second] = [await scene(), await scene()];
    await join(second.accountId, first.owner.userId);
    const { client } = first.owner;
    const { items } = await client.call(contract.listMyAccounts);
    assert.deepEqual(
      items.map(({ id, role }) => [id, role]),
      [
        [first.accountId, 'owner'],
        [second.accountId, 'analyst'],
      ],
    );
    const entered = await client.call(contract.enterAccount, { body: { accountId: second.accountId } });
    assert.equal(entered.account?.id, second.accountId);
    assert.equal(entered.role, 'analyst');
    assert.equal((await client.call(accountsContract.getAccount)).id, second.accountId);
    const removal = client.call(contract.removeMember, { params: { id: second.editor.userId } });
    await assert.rejects(removal, { code: 'forbidden' });
  });

  it('finds no account of others', async () => {
    const [mine, other] = [await scene(), await scene()];
    const enter = mine.owner.client.call(contract.enterAccount, { body: { accountId: other.accountId } });
    await assert.rejects(enter, { code: 'not_found' });
    assert.equal((await mine.owner.client.call(accountsContract.getAccount)).id, mine.accountId);
  });

  it('comes back to the one used last when logging in', async () => {
    const fresh = await startTestApp();
    const here = await fresh.newAccount();
    const there = await fresh.newAccount();
    const { user } = await here.client.call(signInContract.getSession);
    await fresh.services.database.asSystem((tx) =>
      tx.execute(
        sql`insert into memberships (account_id, user_id, role) values (${there.accountId}, ${user.id}, 'editor')`,
      ),
    );
    const logIn = () =>
      fresh.visitor().call(signInContract.logIn, { body: { email: user.email, password: person.password } });
    assert.equal((await logIn()).account?.id, here.accountId);
    await here.client.call(contract.enterAccount, { body: { accountId: there.accountId } });
    assert.equal((await logIn()).account?.id, there.accountId);
  });
});

describe('members', () => {
  it('are listed with their roles and when they were last seen', async () => {
    const { owner, editor } = await scene();
    const { items } = await editor.client.call(contract.listMembers);
    assert.deepEqual(
      items.map(({ role }) => role),
      ['owner', 'admin', 'editor'],
    );
    assert.equal(items[0]?.id, owner.userId);
    assert.ok(items.every(({ lastSeenAt }) => lastSeenAt !== null));
  });

  it('get another role, which holds from their next call', async () => {
    const { owner, editor } = await scene();
    await owner.client.call(contract.changeMember, {
      params: { id: editor.userId },
      body: { role: 'admin' },
    });
    assert.equal((await editor.client.call(signInContract.getSession)).role, 'admin');
  });

  it('cannot change or remove those above them, nor be managed by an editor', async () => {
    const { owner, admin, editor } = await scene();
    const params = { id: owner.userId };
    await assert.rejects(admin.client.call(contract.changeMember, { params, body: { role: 'analyst' } }), {
      code: 'forbidden',
    });
    await assert.rejects(admin.client.call(contract.removeMember, { params }), { code: 'forbidden' });
    await assert.rejects(editor.client.call(contract.removeMember, { params: { id: admin.userId } }), {
      code: 'forbidden',
    });
  });

  it('are out of the account at once when removed, and see so when they log in', async () => {
    const { owner, editor } = await scene();
    await owner.client.call(contract.removeMember, { params: { id: editor.userId } });
    await assert.rejects(editor.client.call(listLists), { code: 'not_logged_in' });
    const client = await app.logInAs(editor.userId, null);
    const session = await client.call(signInContract.getSession);
    assert.equal(session.account, null);
    assert.equal(session.user.id, editor.userId);
    assert.deepEqual((await client.call(contract.listMyAccounts)).items, []);
    await assert.rejects(client.call(listLists), { code: 'no_account', status: 403 });
    await client.call(signInContract.logOut);
  });

  for (const [name, lowered] of [
    ['lowered', sql`update memberships set role = 'editor'`],
    ['removed', sql`delete from memberships`],
  ] as const)
    it(`change nobody once they were ${name}, also by what they asked before and still waits`, async () => {
      const { accountId, admin, editor } = await scene();
      let refused: Promise<void> | undefined;
      await database.asSystem(async (tx) => {
        await tx.query(sql`select from accounts where id = ${accountId} for no key update`);
        const body = { role: 'admin' as const };
        const asked = admin.client.call(contract.changeMember, { params: { id: editor.userId }, body });
        // The refusal may come before the one who lowers them hears that it is done.
        refused = assert.rejects(asked, { code: 'forbidden' });
        await until('it waits', async () => {
          const [waiting] = await tx.query(
            sql`select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`,
          );
          return waiting;
        });
        await tx.execute(sql`${lowered} where account_id = ${accountId} and user_id = ${admin.userId}`);
      });
      await refused;
      assert.equal(await roleOf(accountId, editor.userId), 'editor');
    });

  it('may leave by themselves, and go on where they were before', async () => {
    const [first, second] = [await scene(), await scene()];
    await join(second.accountId, first.editor.userId);
    await first.editor.client.call(contract.leaveAccount);
    assert.equal((await first.editor.client.call(signInContract.getSession)).account?.id, second.accountId);
    await first.editor.client.call(contract.leaveAccount);
    assert.equal((await first.editor.client.call(signInContract.getSession)).account, null);
  });
});

describe('the last owner', () => {
  it('can neither leave nor be demoted nor removed', async () => {
    const { owner, accountId } = await scene();
    const params = { id: owner.userId };
    const tries = [
      () => owner.client.call(contract.leaveAccount),
      () => owner.client.call(contract.changeMember, { params, body: { role: 'admin' } }),
      () => owner.client.call(contract.removeMember, { params }),
    ];
    for (const attempt of tries) await assert.rejects(attempt(), { code: 'wrong_state' });
    assert.equal(await roleOf(accountId, owner.userId), 'owner');
  });

  it('remains when two owners go at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const { owner, admin, accountId } = await scene();
      await database.asSystem((tx) =>
        tx.execute(sql`update memberships set role = 'owner' where user_id = ${admin.userId}`),
      );
      const gone = await Promise.allSettled([
        owner.client.call(contract.leaveAccount),
        admin.client.call(contract.leaveAccount),
      ]);
      assert.deepEqual(gone.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
      const { owners } = await database.asSystem((tx) =>
        tx.one<{ owners: number }>(
          sql`select count(*) as owners from memberships where account_id = ${accountId} and role = 'owner'`,
        ),
      );
      assert.equal(owners, 1);
    }
  });

  it('is kept by the database, whatever the code forgets', async () => {
    const { owner } = await scene();
    for (const statement of [
      sql`update memberships set role = 'admin' where user_id = ${owner.userId}`,
      sql`delete from memberships where user_id = ${owner.userId}`,
    ])
      await assert.rejects(
        database.asSystem((tx) => tx.execute(statement)),
        { constraint: 'memberships_keep_an_owner' },
      );
  });
});

describe('ownership', () => {
  it('passes on when the other accepts', async () => {
    const { owner, admin, editor, accountId } = await scene();
    const body = { memberId: admin.userId, thenRole: 'admin' } as const;
    await owner.client.call(contract.offerOwnership, { body });
    assert.equal(await roleOf(accountId, admin.userId), 'admin');
    assert.equal((await editor.client.call(contract.getOwnershipOffer)).offer, null);
    assert.equal((await admin.client.call(contract.getOwnershipOffer)).offer?.from.id, owner.userId);
    await assert.rejects(editor.client.call(contract.acceptOwnership), { code: 'not_found' });
    await assert.rejects(editor.client.call(contract.endOwnershipOffer), { code: 'not_found' });
    const { user } = await admin.client.call(signInContract.getSession);
    const { until } = await lastSystemMail(app.services, user.email, 'ownership-offered');
    assert.equal(Math.round((Date.parse(until) - Date.now()) / 86_400_000), 7);
    await admin.client.call(contract.acceptOwnership);
    assert.equal(await roleOf(accountId, admin.userId), 'owner');
    assert.equal(await roleOf(accountId, owner.userId), 'admin');
    const { user: former } = await owner.client.call(signInContract.getSession);
    for (const { email } of [former, user]) {
      const { from, to } = await lastSystemMail(app.services, email, 'ownership-moved');
      assert.deepEqual([from, to], [former.name, user.name]);
    }
    await assert.rejects(admin.client.call(contract.acceptOwnership), { code: 'not_found' });
  });

  it('comes with all lists, also for somebody who saw certain ones alone', async () => {
    const { owner, editor, accountId } = await scene();
    const list = await owner.client.call(createList, { body: { name: 'Shop' } });
    const params = { id: editor.userId };
    await owner.client.call(contract.changeMember, { params, body: { listIds: [list.id] } });
    await owner.client.call(createList, { body: { name: 'Press' } });
    const body = { memberId: editor.userId, thenRole: 'admin' } as const;
    await owner.client.call(contract.offerOwnership, { body });
    assert.equal((await editor.client.call(listLists)).items.length, 1);
    await editor.client.call(contract.acceptOwnership);
    assert.equal(await roleOf(accountId, editor.userId), 'owner');
    assert.equal((await editor.client.call(listLists)).items.length, 2);
  });

  it('may be declined, withdrawn, and shared', async () => {
    const { owner, admin, editor, accountId } = await scene();
    const offer = (memberId: string, thenRole: 'owner' | 'admin') =>
      owner.client.call(contract.offerOwnership, { body: { memberId, thenRole } });
    await offer(admin.userId, 'admin');
    await admin.client.call(contract.endOwnershipOffer);
    await offer(editor.userId, 'admin');
    await owner.client.call(contract.endOwnershipOffer);
    await assert.rejects(editor.client.call(contract.acceptOwnership), { code: 'not_found' });
    await offer(editor.userId, 'owner');
    await editor.client.call(contract.acceptOwnership);
    assert.equal(await roleOf(accountId, owner.userId), 'owner');
    assert.equal(await roleOf(accountId, editor.userId), 'owner');
  });

  it('is offered by an owner alone, who has just proved to be that person', async () => {
    const { owner, admin, editor, accountId } = await scene();
    const body = { memberId: editor.userId, thenRole: 'admin' } as const;
    await assert.rejects(admin.client.call(contract.offerOwnership, { body }), { code: 'forbidden' });
    await database.asSystem((tx) =>
      tx.execute(
        sql`update sessions set proved_at = now() - interval '11 minutes' where account_id = ${accountId}`,
      ),
    );
    await assert.rejects(owner.client.call(contract.offerOwnership, { body }), { code: 'step_up_needed' });
  });

  it('is not taken from somebody who owns the account no more, nor after a week', async () => {
    const { owner, admin, editor, accountId } = await scene();
    const offer = (memberId: string) =>
      owner.client.call(contract.offerOwnership, { body: { memberId, thenRole: 'admin' } });
    await offer(editor.userId);
    await database.asSystem((tx) =>
      tx.execute(sql`update ownership_offers set expires_at = now() where account_id = ${accountId}`),
    );
    await assert.rejects(editor.client.call(contract.acceptOwnership), { code: 'not_found' });
    await offer(editor.userId);
    await database.asSystem(async (tx) => {
      await tx.execute(sql`update memberships set role = 'owner' where user_id = ${admin.userId}`);
      await tx.execute(sql`update memberships set role = 'analyst' where user_id = ${owner.userId}`);
    });
    await assert.rejects(editor.client.call(contract.acceptOwnership), { code: 'not_found' });
  });
});
