import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Database } from '#server/platform/database/index.ts';
import { startTestApp } from '#testing/app.ts';
import { uploadList } from '#testing/imports.ts';
import * as contract from '../contract.ts';
import { passOverFile } from './pass-over-file.ts';

const app = await startTestApp();
const { database } = app.services;
const never = new AbortController().signal;

/** 9,000 rows; every tenth repeats an address from thousands of rows before, every hundredth has none. */
const rows = Array.from({ length: 9000 }, (_, n) => {
  if (n % 100 === 99) return 'n/a,x';
  return n % 10 === 7 && n > 4000 ? `N${n - 4001}@mail.example,again` : `n${n}@mail.example,x`;
});
const file = `email,first_name\n${rows.join('\n')}\n`;
const firsts = new Set(
  rows.map((row) => row.split(',')[0]!.toLowerCase()).filter((email) => email !== 'n/a'),
);

async function startedImport() {
  const { client, accountId } = await app.newAccount();
  const list = await client.call(contract.createList, { body: { name: 'News' } });
  const { id, columns } = await uploadList(client, list.id, file);
  const mapping = columns.map(({ guess }) => guess);
  await client.call(contract.startImport, { params: { id }, body: { mapping } });
  const read = () => client.call(contract.readImport, { params: { id } });
  return { client, listId: list.id, job: { accountId, importId: id, mode: 'run' as const }, read };
}

/** The database as a process sees it that dies after some transactions. */
function dyingAfter(transactions: number): Database {
  let left = transactions;
  return {
    ...database,
    async inAccount(accountId, work) {
      if (left-- === 0) throw new Error('killed');
      return await database.inAccount(accountId, work);
    },
  };
}

describe('an import that is killed', () => {
  it('goes on where it stopped, wherever that was, and counts every row once', async () => {
    const { client, listId, job, read } = await startedImport();
    const seen: number[] = [];
    for (let transactions = 0; (await read()).state === 'running'; transactions++) {
      await passOverFile(dyingAfter(transactions), job, never).catch((error: Error) =>
        assert.equal(error.message, 'killed'),
      );
      seen.push((await read()).counts.rows);
    }
    assert.ok(new Set(seen).size > 3, `it came forward in steps: ${seen}`);
    const { counts, rejections } = await read();
    assert.deepEqual(
      [counts.rows, counts.accepted, counts.created, counts.rejected, counts.duplicates],
      [9000, firsts.size, firsts.size, 90, 9000 - 90 - firsts.size],
    );
    assert.deepEqual(
      rejections.slice(0, 2).map(({ line }) => line),
      [101, 201],
    );
    assert.equal((await client.call(contract.readList, { params: { id: listId } })).subscribed, firsts.size);
  });

  it('is carried on by one worker even when two try', async () => {
    const { job, read } = await startedImport();
    await Promise.all([passOverFile(database, job, never), passOverFile(database, job, never)]);
    const { state, counts } = await read();
    assert.deepEqual([state, counts.rows, counts.created], ['done', 9000, firsts.size]);
  });

  it('stops between batches when the process is asked to stop, and when it is cancelled', async () => {
    const { client, job, read } = await startedImport();
    const stopping = new AbortController();
    stopping.abort();
    await assert.rejects(passOverFile(database, job, stopping.signal), { name: 'AbortError' });
    assert.equal((await read()).state, 'running');
    await passOverFile(dyingAfter(4), job, never).catch(() => {});
    const { rows: before } = (await read()).counts;
    assert.ok(before > 0);
    await client.call(contract.cancelImport, { params: { id: job.importId } });
    await passOverFile(database, job, never);
    const { state, counts } = await read();
    assert.deepEqual([state, counts.rows], ['cancelled', before]);
    assert.equal((await client.call(contract.listContacts)).total, counts.created);
  });
});
