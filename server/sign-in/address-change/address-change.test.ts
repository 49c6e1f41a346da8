import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from '#server/platform/database/index.ts';
import { person, startTestApp } from '#testing/app.ts';
import { runJobs } from '#testing/run-jobs.ts';
import { countSystemMails, lastSystemMail } from '#testing/system-mail.ts';
import * as contract from '../contract.ts';

const app = await startTestApp();
const { database } = app.services;
const tokenIn = ({ link }: { link: string }) => new URL(link).hash.slice(1);

async function someone() {
  const { client } = await app.newAccount();
  const { user } = await client.call(contract.getSession);
  await database.asSystem((tx) => tx.execute(sql`delete from login_rates`));
  const ask = async (email: string) => {
    await client.call(contract.askForNewAddress, { body: { email } });
    await runJobs(app.services);
    return tokenIn(await lastSystemMail(app.services, user.email, 'new-address-asked'));
  };
  const confirmToken = async (email: string) =>
    tokenIn(await lastSystemMail(app.services, email, 'confirm-new-address'));
  const address = async () => (await client.call(contract.getSession)).user.email;
  return { client, userId: user.id, email: user.email, ask, confirmToken, address };
}

describe('a change of address (CVE-2024-43409, GHSA-65p7-pjj8-ggmr)', () => {
  it('is made from the new mailbox, in a session of the same person, and told to the old one', async () => {
    const { client, email, ask, confirmToken, address } = await someone();
    await ask('New@Harbour.example');
    assert.equal(await address(), email, 'nothing has changed yet');
    const token = await confirmToken('New@Harbour.example');
    const stranger = await someone();
    await assert.rejects(stranger.client.call(contract.confirmNewAddress, { body: { token } }), {
      code: 'wrong_state',
    });
    await assert.rejects(app.visitor().call(contract.confirmNewAddress, { body: { token } }), {
      code: 'not_logged_in',
    });
    await client.call(contract.confirmNewAddress, { body: { token } });
    assert.equal(await address(), 'New@Harbour.example');
    const told = await lastSystemMail(app.services, email, 'address-changed');
    assert.equal(told.newAddress, 'New@Harbour.example');
    await app
      .visitor()
      .call(contract.logIn, { body: { email: 'new@harbour.example', password: person.password } });
  });

  it('needs a recent proof', async () => {
    const { client, userId } = await someone();
    await database.asSystem((tx) =>
      tx.execute(
        sql`update sessions set proved_at = now() - interval '11 minutes' where user_id = ${userId}`,
      ),
    );
    await assert.rejects(
      client.call(contract.askForNewAddress, { body: { email: 'other@harbour.example' } }),
      {
        code: 'step_up_needed',
      },
    );
  });

  it('is stopped from the old mailbox before it is made', async () => {
    const { client, email, ask, confirmToken } = await someone();
    const stop = await ask('stopped@harbour.example');
    const token = await confirmToken('stopped@harbour.example');
    assert.deepEqual(await app.visitor().call(contract.stopNewAddress, { body: { token: stop } }), {
      undone: false,
    });
    await assert.rejects(client.call(contract.getSession), { code: 'not_logged_in' });
    const again = app.visitor();
    await again.call(contract.logIn, { body: { email, password: person.password } });
    await assert.rejects(again.call(contract.confirmNewAddress, { body: { token } }), {
      code: 'wrong_state',
    });
  });

  it('is taken back from the old mailbox after it was made', async () => {
    const { client, userId, email, ask, confirmToken } = await someone();
    const stop = await ask('thief@harbour.example');
    await client.call(contract.confirmNewAddress, {
      body: { token: await confirmToken('thief@harbour.example') },
    });
    assert.deepEqual(await app.visitor().call(contract.stopNewAddress, { body: { token: stop } }), {
      undone: true,
    });
    await assert.rejects(client.call(contract.getSession), { code: 'not_logged_in' });
    const now = await database.asSystem((tx) =>
      tx.one<{ email: string }>(sql`select email from users where id = ${userId}`),
    );
    assert.equal(now.email, email);
    await assert.rejects(app.visitor().call(contract.stopNewAddress, { body: { token: stop } }), {
      code: 'wrong_state',
    });
  });

  it('is taken back also after a second change, and not again from the mailbox in between', async () => {
    const { client, email, userId, ask, confirmToken } = await someone();
    const stop = await ask('thief1@harbour.example');
    await client.call(contract.confirmNewAddress, {
      body: { token: await confirmToken('thief1@harbour.example') },
    });
    await client.call(contract.askForNewAddress, { body: { email: 'thief2@harbour.example' } });
    await runJobs(app.services);
    const between = tokenIn(
      await lastSystemMail(app.services, 'thief1@harbour.example', 'new-address-asked'),
    );
    await client.call(contract.confirmNewAddress, {
      body: { token: await confirmToken('thief2@harbour.example') },
    });
    assert.deepEqual(await app.visitor().call(contract.stopNewAddress, { body: { token: stop } }), {
      undone: true,
    });
    await assert.rejects(app.visitor().call(contract.stopNewAddress, { body: { token: between } }), {
      code: 'wrong_state',
    });
    const now = await database.asSystem((tx) =>
      tx.one<{ email: string }>(sql`select email from users where id = ${userId}`),
    );
    assert.equal(now.email, email);
  });

  it('says nothing of whether somebody has the address, and mails nobody who has it', async () => {
    const other = await someone();
    const { client, email } = await someone();
    const ask = (to: string) => client.call(contract.askForNewAddress, { body: { email: to } });
    assert.deepEqual(await ask(other.email), await ask('free@harbour.example'));
    await runJobs(app.services);
    assert.equal(await countSystemMails(app.services, other.email, 'confirm-new-address'), 0);
    assert.equal(await countSystemMails(app.services, email, 'new-address-asked'), 2);
  });

  it('is shown while it waits, the same whether somebody has the address, and can be taken back', async () => {
    const other = await someone();
    const { client, userId, ask, confirmToken, address } = await someone();
    const shown = async () => (await client.call(contract.getAddressChange)).change;
    assert.equal(await shown(), null);
    await assert.rejects(client.call(contract.withdrawNewAddress), { code: 'not_found' });
    await client.call(contract.askForNewAddress, { body: { email: other.email } });
    assert.equal((await shown())?.email, other.email, 'at once, before any mail');
    await ask('shown@harbour.example');
    const waiting = await shown();
    assert.equal(waiting?.email, 'shown@harbour.example');
    assert.equal(Math.round((Date.parse(waiting!.until) - Date.now()) / 60_000), 60);
    assert.equal((await other.client.call(contract.getAddressChange)).change, null);
    const token = await confirmToken('shown@harbour.example');
    await client.call(contract.withdrawNewAddress);
    assert.equal(await shown(), null);
    await assert.rejects(client.call(contract.confirmNewAddress, { body: { token } }), {
      code: 'wrong_state',
    });
    await ask('shown@harbour.example');
    await client.call(contract.confirmNewAddress, {
      body: { token: await confirmToken('shown@harbour.example') },
    });
    assert.deepEqual([await shown(), await address()], [null, 'shown@harbour.example']);
    await database.asSystem((tx) => tx.execute(sql`delete from one_time_links where user_id = ${userId}`));
    await ask('over@harbour.example');
    await database.asSystem((tx) =>
      tx.execute(sql`update one_time_links set expires_at = now() where user_id = ${userId}`),
    );
    assert.equal(await shown(), null);
  });

  it('that is taken back before its mail is made mails nobody', async () => {
    const { client } = await someone();
    await client.call(contract.askForNewAddress, { body: { email: 'hasty@harbour.example' } });
    await client.call(contract.withdrawNewAddress);
    await runJobs(app.services);
    assert.equal(await countSystemMails(app.services, 'hasty@harbour.example', 'confirm-new-address'), 0);
  });

  it('may be asked for three times an hour; the newest wish counts', async () => {
    const { client, ask, confirmToken } = await someone();
    for (const name of ['a', 'b', 'c']) await ask(`${name}1@harbour.example`);
    await assert.rejects(ask('d1@harbour.example'), { code: 'too_many_requests' });
    const refused = await client.fetch(contract.askForNewAddress, { body: { email: 'd1@harbour.example' } });
    const wait = Number(refused.headers.get('retry-after'));
    assert.ok(wait > 3_000 && wait <= 3_600, `${wait}`);
    await assert.rejects(
      client.call(contract.confirmNewAddress, { body: { token: await confirmToken('a1@harbour.example') } }),
      { code: 'wrong_state' },
    );
    await client.call(contract.confirmNewAddress, {
      body: { token: await confirmToken('c1@harbour.example') },
    });
  });

  it('cannot be used to mail many strangers by asking faster than links are made', async () => {
    const { client, email } = await someone();
    const asked = await Promise.allSettled(
      Array.from({ length: 8 }, (_, one) =>
        client.call(contract.askForNewAddress, { body: { email: `bombed${one}@harbour.example` } }),
      ),
    );
    assert.equal(asked.filter(({ status }) => status === 'fulfilled').length, 3);
    await runJobs(app.services);
    assert.equal(await countSystemMails(app.services, email, 'new-address-asked'), 3);
    const mailed = await Promise.all(
      asked.map((_, one) =>
        countSystemMails(app.services, `bombed${one}@harbour.example`, 'confirm-new-address'),
      ),
    );
    assert.equal(
      mailed.reduce((sum, count) => sum + count),
      1,
      'the newest wish alone is mailed',
    );
  });

  it('loses to whoever took the address meanwhile', async () => {
    const [one, other] = [await someone(), await someone()];
    await one.ask('wanted@harbour.example');
    const first = await one.confirmToken('wanted@harbour.example');
    await other.ask('wanted@harbour.example');
    const second = await other.confirmToken('wanted@harbour.example');
    await other.client.call(contract.confirmNewAddress, { body: { token: second } });
    await assert.rejects(one.client.call(contract.confirmNewAddress, { body: { token: first } }), {
      code: 'wrong_state',
    });
  });
});
