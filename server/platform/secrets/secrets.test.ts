import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { createAccount } from '#server/accounts/index.ts';
import { person } from '#testing/app.ts';
import { testDatabase } from '#testing/database.ts';
import { sealedAsInVersion1 } from '#testing/secrets.ts';
import { KeyRing } from '../crypto/index.ts';
import { sql } from '../database/index.ts';
import { newId } from '../ids/index.ts';
import { createSecrets, sealedColumn } from './index.ts';

const { database } = await testDatabase();
const keys = new KeyRing([randomBytes(32)]);
const secrets = createSecrets({ database, keys });
const column = sealedColumn('sending_servers', 'secret');

async function newAccount(): Promise<string> {
  const email = `${newId()}@account.example`;
  const made = await database.asSystem((tx) =>
    createAccount(tx, { ...person, email }, { isOperator: false }),
  );
  return made.accountId;
}
const placeIn = (accountId: string | null, row = newId()) => ({ in: column, accountId, row });
const seal = (place: ReturnType<typeof placeIn>, secret = 'the secret') =>
  database.asSystem((tx) => secrets.seal(tx, place, secret));

describe('a secret at rest', () => {
  it('is read in its row, again and again, by whoever has the key', async () => {
    for (const accountId of [await newAccount(), null]) {
      const place = placeIn(accountId);
      const sealed = await seal(place);
      assert.ok(!sealed.includes('the secret'));
      assert.equal(await secrets.open(place, sealed), 'the secret');
      assert.equal(await secrets.open(place, sealed), 'the secret');
      assert.equal(await createSecrets({ database, keys }).open(place, sealed), 'the secret');
      assert.notDeepEqual(await seal(place), sealed);
    }
  });

  it('is of no use in another row, column or account, and changed by a bit', async () => {
    const accountId = await newAccount();
    const place = placeIn(accountId);
    const sealed = await seal(place);
    for (const elsewhere of [
      placeIn(accountId),
      placeIn(null, place.row),
      placeIn(await newAccount(), place.row),
      { ...place, in: sealedColumn('sending_servers', 'settings') },
      { ...place, in: sealedColumn('dkim_keys', 'secret') },
    ])
      await assert.rejects(secrets.open(elsewhere, sealed), { name: 'UnreadableSecretError' });
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      await assert.rejects(secrets.open(place, changed), { name: 'UnreadableSecretError' }, `byte ${at}`);
    }
    await assert.rejects(secrets.open(place, sealed.subarray(0, 20)), { name: 'UnreadableSecretError' });
  });

  it('is not opened with an account’s key that was copied to another account', async () => {
    const [from, to] = [await newAccount(), await newAccount()];
    const place = placeIn(from);
    const sealed = await seal(place);
    await database.asSystem((tx) =>
      tx.execute(sql`
        insert into account_keys (account_id, id, wrapped, wrapped_by)
        select ${to}, id, wrapped, wrapped_by from account_keys where account_id = ${from}`),
    );
    await assert.rejects(
      createSecrets({ database, keys }).open({ ...place, accountId: to }, sealed),
      /belongs to another account/,
    );
  });

  it('says so when it was sealed under another SECRET_KEY', async () => {
    const place = placeIn(await newAccount());
    const sealed = await seal(place);
    const stranger = createSecrets({ database, keys: new KeyRing([randomBytes(32)]) });
    await assert.rejects(stranger.open(place, sealed), /another SECRET_KEY/);
  });

  it('is sealed in the transaction that writes it, with a key that goes when that is undone', async () => {
    const accountId = await newAccount();
    const undone = database.inAccount(accountId, async (tx) => {
      const place = placeIn(accountId);
      const sealed = await secrets.seal(tx, place, 'the secret');
      assert.equal(await secrets.open(place, sealed, tx), 'the secret');
      throw new Error('undone');
    });
    await assert.rejects(undone, /undone/);
    const place = placeIn(accountId);
    const sealed = await seal(place);
    assert.equal(await createSecrets({ database, keys }).open(place, sealed), 'the secret');
  });

  it('of an erased account is lost wherever a copy of it is left', async () => {
    const accountId = await newAccount();
    const place = placeIn(accountId);
    const copy = await seal(place);
    await secrets.open(place, copy);
    await database.asSystem((tx) => tx.execute(sql`delete from accounts where id = ${accountId}`));
    secrets.forget(accountId);
    await assert.rejects(secrets.open(place, copy), /its key was destroyed/);
  });

  it('of earlier versions still opens, in its row alone', async () => {
    const place = placeIn(await newAccount());
    const sealed = sealedAsInVersion1(keys.current.envelope, `sending_servers.secret|${place.row}`);
    assert.equal(await secrets.open(place, sealed), 'the secret');
    await assert.rejects(secrets.open(placeIn(place.accountId), sealed), { name: 'UnreadableSecretError' });
  });
});
