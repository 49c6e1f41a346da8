import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { KeyRing, newSecret } from '#server/platform/crypto/index.ts';
import { loginSuffix, openDatabase, sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import {
  createSecrets,
  followDatabase,
  followKeys,
  renewKeys,
  rewrapKeys,
  sealedColumn,
} from '#server/platform/secrets/index.ts';
import { emptyDatabase, testDatabase } from '#testing/database.ts';
import { sealedAsInVersion1 } from '#testing/secrets.ts';
import { bareAccount } from '#testing/sent-campaign.ts';
import { bringUpToDate } from '../bring-up-to-date.ts';
import { tendKeys } from '../tend-keys.ts';
import { forget } from './forget.ts';
import type { OpenInstall } from './open-install.ts';
import { rotate } from './rotate.ts';
import { readStatus } from './status.ts';

const serverSecret = sealedColumn('sending_servers', 'secret');
const silent = () => {};

/** A database that was brought up to date by an install with these keys. */
async function install(t: TestContext, ...secrets: Buffer[]) {
  const url = await emptyDatabase();
  const text = (of: Buffer[]) => of.map((secret) => secret.toString('base64')).join(' ');
  const source = { secretKey: text(secrets), dataDir: '/nowhere' };
  const open = async (...given: Buffer[]): Promise<OpenInstall> => {
    const keys = new KeyRing(given);
    await bringUpToDate(url, keys, { ...source, secretKey: text(given) });
    const database = openDatabase(url, keys.database, { connections: 2 });
    t.after(() => database.close().catch(() => {}));
    await database.asSystem((tx) => followDatabase(tx, keys));
    const config = { secretKey: text(given), dataDir: '/nowhere' } as OpenInstall['config'];
    return { url, database, keys, secrets: createSecrets({ database, keys }), config };
  };
  return { url, open, first: await open(...secrets) };
}

/** A sending server with a sealed password. */
async function addServer({ database, secrets }: OpenInstall, accountId: string, oldKey?: Buffer) {
  const place = { in: serverSecret, accountId, row: newId() };
  await database.asSystem(async (tx) => {
    const sealed = oldKey
      ? sealedAsInVersion1(oldKey, `sending_servers.secret|${place.row}`)
      : await secrets.seal(tx, place, 'the secret');
    await tx.execute(sql`
      insert into sending_servers (account_id, id, name, kind, settings, secret)
      values (${accountId}, ${place.row}, ${place.row}, 'smtp', '{}', ${sealed})`);
  });
  return place;
}

const openNow = async ({ database, keys }: OpenInstall, place: Awaited<ReturnType<typeof addServer>>) => {
  const { secret } = await database.asSystem((tx) =>
    tx.one<{ secret: Buffer }>(sql`select secret from sending_servers where id = ${place.row}`),
  );
  return await createSecrets({ database, keys }).open(place, secret);
};

describe('a changed secret key', () => {
  it('opens all that was sealed before, makes all that is new, and needs the former no more', async (t) => {
    const [a, b] = [randomBytes(32), randomBytes(32)];
    const { open, first } = await install(t, a);
    const accountId = await bareAccount(first.database);
    const sealed = await addServer(first, accountId);
    const old = await addServer(first, accountId, first.keys.current.envelope);
    await assert.rejects(rotate(first, silent), /SECRET_KEY holds no new key/);

    const both = await open(a, b);
    assert.equal(both.keys.current.id, first.keys.current.id);
    const { before, current, tended } = await rotate(both, silent);
    assert.deepEqual([before, current], [first.keys.current.id, new KeyRing([b]).current.id]);
    assert.deepEqual([tended.sealed, tended.unreadable], [1, 0]);
    const { keys, toSeal, sealedDirectly } = await readStatus(both);
    assert.deepEqual(
      keys.map(({ state, mayGo, dataKeys }) => [state, mayGo, dataKeys]),
      [
        ['current', false, 3],
        ['former', true, 0],
      ],
    );
    assert.deepEqual([toSeal, sealedDirectly], [0, 0]);
    assert.deepEqual((await forget(both)).toRemove, [before]);

    const last = await open(b);
    for (const place of [sealed, old]) assert.equal(await openNow(last, place), 'the secret');
    const [formerLinks] = [first.keys.current.links];
    assert.ok(last.keys.links.all.some((key) => key.equals(formerLinks)));
    assert.ok(last.keys.activity.all.some((key) => key.equals(first.keys.current.activity)));
    assert.ok(last.keys.links.current.equals(new KeyRing([b]).current.links));
  });

  it('is not current before every running process knows it', async (t) => {
    const [a, b] = [randomBytes(32), randomBytes(32)];
    const { open, first } = await install(t, a);
    const follow = (one: OpenInstall, process: string) =>
      followKeys({
        ...one,
        process,
        readSecrets: () => [],
        log: silentLog,
        onUnknownKey: (error) => assert.fail(error),
      });
    const behind = await follow(first, 'a worker');
    const both = await open(b, a);
    await assert.rejects(
      rotate(both, silent),
      /these processes do not know the key \w+ yet: a worker\. Restart/,
    );
    assert.equal((await readStatus(both)).keys.find(({ state }) => state === 'next')?.here, true);
    await behind.stop();
    const restarted = await open(a, b);
    const following = await follow(restarted, 'a worker');
    await rotate(both, silent);
    assert.equal(restarted.keys.current.id, both.keys.current.id, 'it has followed by itself');
    // Its connections still use the logins it began with.
    assert.deepEqual((await forget(both)).loginsInUse, [first.keys.current.id]);
    await following.stop();
    await restarted.database.close();
    await first.database.close();
    assert.deepEqual((await forget(both)).loginsDropped, [first.keys.current.id]);
    const { count } = await both.database.asSystem((tx) =>
      tx.one<{ count: number }>(
        sql`select count(*) from pg_roles where rolname like ${`%${loginSuffix(first.keys.current.database)}`}`,
      ),
    );
    assert.equal(count, 0);
  });

  it('is refused when it is another than the database was used with, before anything is written', async (t) => {
    const { url, open } = await install(t, randomBytes(32));
    const stranger = randomBytes(32);
    await assert.rejects(
      open(stranger),
      /does not fit the database: .* SECRET_KEY holds \w{16}\. Put the right key back/,
    );
    const { database } = await testDatabase();
    const { count } = await database.asSystem((tx) =>
      tx.one<{ count: number }>(
        sql`select count(*) from pg_roles where rolname like ${`%${loginSuffix(new KeyRing([stranger]).database)}`}`,
      ),
    );
    assert.deepEqual([count, new URL(url).protocol], [0, 'postgres:']);
  });

  it('is refused on a database of an earlier version whose secrets it does not open', async (t) => {
    const a = randomBytes(32);
    const { open, first } = await install(t, a);
    await addServer(first, await bareAccount(first.database), first.keys.current.envelope);
    await first.database.asSystem((tx) => tx.execute(sql`delete from secret_keys`));
    await assert.rejects(open(randomBytes(32)), /opens none of its secrets/);
    await open(a);
  });
});

describe('data keys', () => {
  it('are wrapped anew without touching what they seal, thousands in seconds, and what is unreadable is told', async (t) => {
    const [a, b] = [randomBytes(32), randomBytes(32)];
    const { open, first } = await install(t, a);
    const accountId = await bareAccount(first.database);
    const place = await addServer(first, accountId);
    await first.database.asSystem((tx) =>
      tx.execute(sql`
        with made as (insert into accounts (id, name, postal_address)
          select gen_random_uuid(), 'One of many', 'x' from generate_series(1, 2000) returning id)
        insert into account_keys (account_id, id, wrapped, wrapped_by)
        select id, gen_random_uuid(), '\\x00'::bytea, ${first.keys.current.id} from made`),
    );
    const both = await open(a, b);
    both.keys.makeCurrent(new KeyRing([b]).current.id);
    const begun = performance.now();
    const done = await rewrapKeys(both.database, both.keys);
    t.diagnostic(`${done.wrapped + done.unreadable} in ${Math.round(performance.now() - begun)} ms`);
    assert.equal(done.unreadable, 2000);
    assert.equal(await openNow(both, place), 'the secret');
  });

  it('are renewed: everything is sealed under new ones, and the old ones go after a day', async (t) => {
    const { first } = await install(t, randomBytes(32));
    const places = await Promise.all(
      Array.from({ length: 3 }, async () => addServer(first, await bareAccount(first.database))),
    );
    assert.equal(await renewKeys(first.database, first.keys), 3);
    assert.deepEqual((await tendKeys(first)).sealed, 3);
    for (const place of places) assert.equal(await openNow(first, place), 'the secret');
    assert.equal((await tendKeys(first)).dropped, 0);
    await first.database.asSystem((tx) =>
      tx.execute(sql`update account_keys set made_at = made_at - interval '2 days'`),
    );
    assert.deepEqual(await tendKeys(first), { wrapped: 0, sealed: 0, dropped: 3, unreadable: 0 });
    for (const place of places) assert.equal(await openNow(first, place), 'the secret');
  });
});

it('a new key is 32 random octets in base64', () => {
  assert.equal(Buffer.from(newSecret(), 'base64').length, 32);
  assert.notEqual(newSecret(), newSecret());
});
