import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { machineOf, networkOf } from '#server/accounts/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { person, startTestApp } from '#testing/app.ts';
import { testDatabase } from '#testing/database.ts';
import { logIn } from '../contract.ts';
import { countTry, guessedAddress } from './failures.ts';
import { createLoginRates } from './login-rates.ts';

const { database } = await testDatabase();
const key = Buffer.alloc(32, 3);

const refused = async (tries: Promise<unknown>[]) =>
  (await Promise.allSettled(tries)).filter(({ status }) => status === 'rejected').length;

describe('tries to log in', () => {
  it('are 20 a minute from an address and 100 from its network, over all processes', async () => {
    const [one, other] = [createLoginRates(database, key), createLoginRates(database, key)];
    for (let tries = 0; tries < 20; tries++) await (tries % 2 ? one : other)('192.0.2.1');
    await assert.rejects(one('192.0.2.1'), { code: 'too_many_requests' });
    for (let tries = 21; tries < 100; tries++) await one(`192.0.2.${tries}`);
    await assert.rejects(other('192.0.2.200'), { code: 'too_many_requests' });
    await other('192.0.3.1');
  });

  it('are counted again a minute later, and forgotten after two', async () => {
    const count = createLoginRates(database, key);
    for (let tries = 0; tries < 20; tries++) await count('198.51.100.1');
    const pass = (time: string) =>
      database.asSystem((tx) => tx.execute(sql`update login_rates set since = since - ${time}::interval`));
    await pass('61 seconds');
    await count('198.51.100.1');
    await pass('3 minutes');
    await count('203.0.113.9');
    const { kept } = await database.asSystem((tx) =>
      tx.one<{ kept: number }>(sql`select count(*) as kept from login_rates`),
    );
    assert.equal(kept, 2);
  });

  it('belong to a network whatever way its address is written', () => {
    assert.equal(networkOf('192.0.2.77'), '192.0.2.0/24');
    assert.equal(networkOf('::ffff:192.0.2.77'), '192.0.2.0/24');
    assert.equal(networkOf('2001:db8:0:7::1'), '2001:db8:0::/48');
    assert.equal(networkOf('2001:db8::1'), '2001:db8:0::/48');
    assert.equal(machineOf('2001:db8::7:0:0:0:1'), machineOf('2001:0db8:0000:0007::2'));
  });
});

describe('wrong tries for one address', () => {
  it('are counted one by one, however many come at once', async () => {
    const guessed = guessedAddress(key, 'many@account.example');
    const turnedAway = await refused(Array.from({ length: 30 }, () => countTry(database, guessed)));
    // 25, unless the machine is so slow that the first waits are over meanwhile.
    assert.ok(turnedAway >= 20, `${turnedAway} of 30`);
  });

  it('wait a second after the fifth, twice as long after each, at most 15 minutes, a day long', async () => {
    const guessed = guessedAddress(key, 'patient@account.example');
    const waits: number[] = [];
    for (let tries = 1; tries <= 17; tries++) {
      await countTry(database, guessed);
      waits.push(await waitOf(guessed.key));
      await change(guessed.key, sql`blocked_until = now()`);
    }
    assert.deepEqual(waits.slice(0, 7), [0, 0, 0, 0, 1, 2, 4]);
    assert.deepEqual(waits.slice(-3), [900, 900, 900]);
    await change(guessed.key, sql`last_at = now() - interval '25 hours'`);
    await countTry(database, guessed);
    assert.equal(await waitOf(guessed.key), 0);
  });

  const waitOf = async (of: Buffer) =>
    (
      await database.asSystem((tx) =>
        tx.one<{ seconds: number }>(
          sql`select extract(epoch from blocked_until - last_at)::int as seconds from login_failures where key = ${of}`,
        ),
      )
    ).seconds;
  const change = (of: Buffer, to: ReturnType<typeof sql>) =>
    database.asSystem((tx) => tx.execute(sql`update login_failures set ${to} where key = ${of}`));
});

describe('a stranger who guesses', async () => {
  const app = await startTestApp({ TRUST_PROXY: 'true' });
  let networks = 0;
  /** Each from a network of its own: what is looked at here is the address. */
  const tryToLogIn = async (email: string, password: string, cookie = '') => {
    networks += 1;
    return await fetch(`${app.url}${logIn.path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: app.url,
        'x-forwarded-for': `10.9.${networks}.1`,
        cookie,
      },
      body: JSON.stringify({ email, password }),
    });
  };

  /** The waits that have begun last until the test is over, however slow the machine. */
  const holdWaits = () =>
    app.services.database.asSystem((tx) =>
      tx.execute(
        sql`update login_failures set blocked_until = now() + interval '1 hour' where blocked_until > last_at`,
      ),
    );

  it('is told the same of an address somebody has and of one nobody has', async () => {
    await app.newAccount();
    const answers = async (email: string) => {
      const all: string[] = [];
      for (let tries = 0; tries < 7; tries++) {
        if (tries === 5) await holdWaits();
        const answer = await tryToLogIn(email, 'a wrong guess');
        all.push(`${answer.status} ${await answer.text()}`);
      }
      return all;
    };
    const known = await answers('owner1@account.example');
    assert.deepEqual(
      known.map((answer) => answer.slice(0, 3)),
      ['401', '401', '401', '401', '401', '429', '429'],
    );
    assert.deepEqual(await answers('nobody1@account.example'), known);
  });

  it('does not keep the owner out of a device they have used, and learns nothing when they log in', async () => {
    await app.newAccount();
    const email = 'owner2@account.example';
    const entered = await tryToLogIn(email, person.password);
    const device = entered.headers
      .getSetCookie()
      .find((set) => set.startsWith('device='))!
      .split(';')[0]!;
    for (let tries = 0; tries < 5; tries++) await tryToLogIn(email, 'a wrong guess');
    await holdWaits();
    assert.equal((await tryToLogIn(email, person.password)).status, 429);
    assert.equal((await tryToLogIn(email, person.password, device)).status, 200);
    assert.equal((await tryToLogIn(email, person.password)).status, 429);
  });

  it('is slowed down on a device of the owner as well', async () => {
    await app.newAccount();
    const email = 'owner3@account.example';
    const entered = await tryToLogIn(email, person.password);
    const device = entered.headers
      .getSetCookie()
      .find((set) => set.startsWith('device='))!
      .split(';')[0]!;
    for (let tries = 0; tries < 5; tries++) await tryToLogIn(email, 'a wrong guess', device);
    await holdWaits();
    assert.equal((await tryToLogIn(email, person.password, device)).status, 429);
  });
});
