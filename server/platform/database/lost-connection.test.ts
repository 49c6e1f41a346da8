import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cuttableDatabase } from '#testing/cuttable-database.ts';
import { testDatabase } from '#testing/database.ts';
import { sql } from './sql.ts';

test('losing the database in the middle of work fails that work and nothing else', async () => {
  const { url } = await testDatabase();
  const { database, cut, restore } = await cuttableDatabase(url);
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const work = database.asSystem(async (tx) => {
    await tx.query(sql`select 1`);
    begin();
    await tx.query(sql`select pg_sleep(60)`);
  });
  await Promise.all([assert.rejects(work, /terminated|ECONNRESET/), begun.then(cut)]);
  await restore();
  assert.deepEqual(await database.asSystem((tx) => tx.query(sql`select 1 as one`)), [{ one: 1 }]);
});
