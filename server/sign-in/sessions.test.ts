import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sessionEndHeader, unattendedHeader } from '#server/accounts/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { createClient } from '#server/platform/http/index.ts';
import { startTestApp } from '#testing/app.ts';
import { enrolAuthenticator } from '#testing/second-factor.ts';
import { getSession, logOut } from './contract.ts';

const app = await startTestApp();
const { database } = app.services;

/** Somebody whose session was opened, and last used, so long ago. */
async function left(who: 'newAccount' | 'newOperator', { opened, used }: { opened: string; used: string }) {
  const account = await app[who]();
  await database.asSystem((tx) =>
    tx.execute(sql`
      update sessions set created_at = now() - ${opened}::interval, expires_at = now() - ${opened}::interval + interval '30 days',
        last_seen_at = now() - ${used}::interval
      where user_id = ${account.userId}`),
  );
  return account;
}

const over = { code: 'not_logged_in' };

describe('a session', () => {
  const cases = [
    ['newAccount', { opened: '29 days', used: '167 hours' }, true],
    ['newAccount', { opened: '29 days', used: '169 hours' }, false],
    ['newAccount', { opened: '721 hours', used: '0 minutes' }, false],
    ['newOperator', { opened: '7 hours', used: '29 minutes' }, true],
    ['newOperator', { opened: '7 hours', used: '31 minutes' }, false],
    ['newOperator', { opened: '481 minutes', used: '0 minutes' }, false],
  ] as const;
  for (const [who, age, isGood] of cases)
    it(`of ${who === 'newOperator' ? 'staff' : 'a member'}, opened ${age.opened} ago, used ${age.used} ago, is ${isGood ? 'good' : 'over'}`, async () => {
      const { client } = await left(who, age);
      if (isGood) await client.call(getSession);
      else await assert.rejects(client.call(getSession), over);
    });

  it('is shortened for whoever becomes staff', async () => {
    const { client, userId } = await left('newAccount', { opened: '9 hours', used: '0 minutes' });
    await client.call(getSession);
    await database.asSystem((tx) =>
      tx.execute(sql`update users set staff_role = 'viewer' where id = ${userId}`),
    );
    await assert.rejects(client.call(getSession), over);
  });

  it('ends by logging out, also with the token it had a moment ago', async () => {
    const { client, cookie } = await app.newAccount();
    const before = createClient(app.url, { cookie });
    await enrolAuthenticator(client);
    await before.call(logOut);
    await assert.rejects(client.call(getSession), over);
  });

  it('is not kept alive by what a screen asks while nobody sits before it', async () => {
    const { cookie, userId } = await left('newOperator', { opened: '1 hour', used: '20 minutes' });
    const idle = async () => {
      const { minutes } = await database.asSystem((tx) =>
        tx.one<{ minutes: number }>(
          sql`select round(extract(epoch from now() - last_seen_at) / 60)::int as minutes from sessions where user_id = ${userId}`,
        ),
      );
      return minutes;
    };
    const ask = (headers: Record<string, string>) =>
      fetch(`${app.url}${getSession.path}`, { headers: { cookie, ...headers } });
    assert.equal((await ask({ [unattendedHeader]: '1' })).status, 200);
    assert.equal(await idle(), 20);
    assert.equal((await ask({})).status, 200);
    assert.equal(await idle(), 0);
  });

  it('says in how many seconds it ends, and whether in any case', async () => {
    const endOf = async (age: { opened: string; used: string }, headers: Record<string, string> = {}) => {
      const { cookie } = await left('newOperator', age);
      const answer = await fetch(`${app.url}${getSession.path}`, { headers: { cookie, ...headers } });
      return answer.headers.get(sessionEndHeader);
    };
    const unattended = { [unattendedHeader]: '1' };
    const near = (told: string | null, seconds: number) => Math.abs(Number(told) - seconds) <= 5;
    assert.ok(near(await endOf({ opened: '1 hour', used: '20 minutes' }, unattended), 600));
    assert.ok(near(await endOf({ opened: '1 hour', used: '20 minutes' }), 1800));
    const [seconds = '', final] = (await endOf({ opened: '7 hours 40 minutes', used: '0 minutes' }))!.split(
      ' ',
    );
    assert.ok(near(seconds, 1200));
    assert.equal(final, 'final');
  });
});
