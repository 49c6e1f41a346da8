import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sql } from '#server/platform/database/index.ts';
import { startTestApp } from '#testing/app.ts';
import { accountWithList, uploadList } from '#testing/imports.ts';
import { runJobs } from '#testing/run-jobs.ts';
import { until } from '#testing/until.ts';
import * as contract from '../contract.ts';

const app = await startTestApp();
const { database } = app.services;

describe('files as other services export them', () => {
  const folder = join(import.meta.dirname, '../../../testing/data/lists');
  for (const style of ['plain', 'mailchimp', 'brevo', 'messy']) {
    it(`arrive as they should: ${style}`, async () => {
      const expected = JSON.parse(readFileSync(join(folder, `${style}.csv.expect.json`), 'utf8'));
      const { client, listId } = await accountWithList(app);
      const uploaded = await uploadList(client, listId, readFileSync(join(folder, `${style}.csv`)));
      const params = { id: uploaded.id };
      const mapping = uploaded.columns.map(({ guess }) => guess);
      await client.call(contract.checkImport, { params, body: { mapping } });
      await runJobs(app.services);
      const checked = await client.call(contract.readImport, { params });
      assert.equal(checked.state, 'checked');
      assert.equal((await client.call(contract.listContacts)).total, 0, 'a check changes nothing');
      await client.call(contract.startImport, { params, body: {} });
      await runJobs(app.services);
      const done = await client.call(contract.readImport, { params });
      assert.deepEqual([done.state, done.bytesDone], ['done', done.fileSize]);
      assert.deepEqual(done.counts, checked.counts);
      const { rejectedLines, ...counts } = expected;
      for (const [name, count] of Object.entries(counts))
        assert.equal(done.counts[name as 'rows'], count, name);
      assert.deepEqual(
        done.rejections.map(({ line }) => line),
        rejectedLines,
      );
      const list = await client.call(contract.readList, { params: { id: listId } });
      assert.deepEqual(
        [list.subscribed, list.unsubscribed],
        [expected.accepted - expected.optedOut, expected.optedOut],
      );
    });
  }

  it('keep names and multi-line cells as they are, in every encoding', async () => {
    const text = 'Email,First name,Notes\nana@mail.example,Zoë,"one\ntwo, ""three"""\n';
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    for (const file of [
      Buffer.from(`\ufeff${text}`),
      Buffer.from(text, 'latin1'),
      utf16,
      Buffer.from(utf16).swap16(),
    ]) {
      const { bring, contacts } = await accountWithList(app);
      await bring(file);
      assert.deepEqual((await contacts())[0]?.fields, { first_name: 'Zoë', notes: 'one\ntwo, "three"' });
    }
  });
});

describe('rows that cannot be taken', () => {
  it('are told with line and reason, and can be downloaded without harm', async () => {
    const { client, bring, contacts } = await accountWithList(app);
    const file = [
      'email,first_name,notes',
      'ana@mail.example,Ana,"two',
      'lines"',
      '',
      '"=HYPERLINK(""http://x.example"")",+1,@x',
      'two@at@signs.example,-1,\tx',
      `long@mail.example,${'x'.repeat(5000)},`,
      'short@mail.example',
      'surplus@mail.example,a,b,c,d',
      'ANA@mail.example,again,',
      'open@mail.example,"never closed,',
    ].join('\r\n');
    const done = await bring(file);
    const reasons = [
      [5, 'no @'],
      [6, 'two @ signs'],
      [7, 'the cell under “first_name” is longer than 4,096 characters'],
      [11, 'a quotation mark that is not closed within 64 KB'],
    ];
    assert.deepEqual(
      done.rejections.map(({ line, reason }) => [line, reason]),
      reasons,
    );
    assert.deepEqual([done.counts.rows, done.counts.accepted, done.counts.duplicates], [8, 3, 1]);
    assert.equal((await contacts()).length, 3);
    const answer = await client.fetch(contract.downloadRejections, { params: { id: done.id } });
    assert.match(answer.headers.get('content-disposition') ?? '', /rejected-rows\.csv/);
    const lines = (await answer.text()).split('\r\n');
    assert.equal(lines[0], '\ufeffLine in the file,Why it was not imported,email,first_name,notes'.slice(1));
    assert.equal(lines[1], `5,no @,"'=HYPERLINK(""http://x.example"")",'+1,'@x`);
    assert.equal(lines[2], `6,two @ signs,two@at@signs.example,'-1,'\tx`);
  });

  it('are not the ones with a value that does not fit: the value is left out and counted', async () => {
    const { bring, contacts } = await accountWithList(app);
    const plan = {
      mapping: [
        { to: 'email' },
        { to: 'new_field', key: 'born', label: 'Born', type: 'date' },
      ] as contract.ColumnTarget[],
    };
    const { counts } = await bring(
      'email,born\nana@mail.example,2024-02-30\nbo@mail.example,2024-02-29\n',
      plan,
    );
    assert.deepEqual([counts.accepted, counts.misfits], [2, 1]);
    assert.deepEqual(
      (await contacts()).map(({ fields }) => fields),
      [{}, { born: '2024-02-29' }],
    );
  });

  it('hold whatever characters they hold, SQL and HTML among them (CVE-2020-35708)', async () => {
    const { bring, contacts } = await accountWithList(app);
    const nasty = `'); drop table contacts; --<script>\\u0000\u0000\\`;
    const done = await bring(
      `email,"first_name",${nasty}\nana@mail.example,${nasty},${nasty}\n${nasty},x,y\n`,
    );
    assert.equal(done.state, 'done');
    assert.equal((await contacts())[0]?.fields.first_name, nasty.replace('\0', ''));
    assert.equal(done.rejections.length, 1);
  });
});

describe('files that cannot be read', () => {
  it('are refused in words, and nothing of them stays', async () => {
    const { client, accountId, listId } = await accountWithList(app);
    const refuse = (file: string | Buffer, message: RegExp) =>
      assert.rejects(uploadList(client, listId, file), { status: 400, message });
    await refuse('', /empty/i);
    await refuse('\n\n \n', /no readable row/);
    await refuse(Buffer.from('PK\x03\x04rest'), /spreadsheet/);
    await refuse(Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(20_000_000)]), /spreadsheet/);
    await refuse(Buffer.from([0, 1, 0, 0, 2, 0]), /not a text file/);
    await refuse(`email${',x'.repeat(200)}\n`, /201 columns/);
    await assert.rejects(
      client.call(contract.uploadImport, { query: { listId, fileName: 'x' }, body: undefined as never }),
      { status: 400 },
    );
    const left = await database.inAccount(accountId, (tx) =>
      tx.one<{ imports: number; chunks: number }>(sql`
        select (select count(*) from imports) as imports, (select count(*) from import_chunks) as chunks`),
    );
    assert.deepEqual(left, { imports: 0, chunks: 0 });
  });

  it('leave nothing when the connection breaks half-way', async () => {
    const { client, accountId, listId } = await accountWithList(app);
    async function* broken() {
      yield Buffer.from('email\n');
      yield Buffer.from('a@mail.example\n'.repeat(200_000));
      throw new Error('cable pulled');
    }
    const query = { listId, fileName: 'x.csv' };
    await assert.rejects(
      client.fetch(contract.uploadImport, { query }, ReadableStream.from(broken()) as never),
    );
    const { total } = await client.call(contract.listImports);
    const chunks = await database.inAccount(accountId, (tx) => tx.query(sql`select from import_chunks`));
    assert.deepEqual([total, chunks.length], [0, 0]);
  });

  it('cannot fill the disk: no more is taken while files of 1 GB wait', async () => {
    const { client, listId, accountId } = await accountWithList(app);
    const file = () => uploadList(client, listId, Buffer.from('Email\nana@mail.example\n'));
    const { id } = await file();
    const says = (size: number) =>
      database.asSystem((tx) =>
        tx.execute(
          sql`update imports set file_size = ${size} where account_id = ${accountId} and id = ${id}`,
        ),
      );
    await says(1024 ** 3);
    await assert.rejects(file(), { code: 'blocked' });
    await client.call(contract.cancelImport, { params: { id } });
    await file();
  });

  it('take two places of an account at once, so that slow senders leave room for others', async () => {
    const { client, listId } = await accountWithList(app);
    const begin = () => {
      let finish = () => {};
      const stream = new ReadableStream({
        start(file) {
          file.enqueue(Buffer.from('email\nana@mail.example\n'));
          finish = () => file.close();
        },
      });
      const query = { listId, fileName: 'slow.csv' };
      return { answer: client.fetch(contract.uploadImport, { query }, stream), finish: () => finish() };
    };
    const slow = [begin(), begin()];
    await until('both to hold their place', async () => {
      const refused = begin();
      refused.finish();
      return (await refused.answer).status === 429;
    });
    for (const { finish } of slow) finish();
    for (const { answer } of slow) assert.equal((await answer).status, 201);
    await uploadList(client, listId, 'email\nbo@mail.example\n');
  });

  it('are given up a week after nobody imported them', async () => {
    const { client, accountId, listId } = await accountWithList(app);
    const { id } = await uploadList(client, listId, 'email\nana@mail.example\n');
    await database.inAccount(accountId, (tx) =>
      tx.execute(sql`update imports set created_at = now() - interval '8 days'`),
    );
    await uploadList(client, listId, 'email\nbo@mail.example\n');
    assert.equal((await client.call(contract.readImport, { params: { id } })).state, 'cancelled');
    const chunks = await database.inAccount(accountId, (tx) => tx.query(sql`select from import_chunks`));
    assert.equal(chunks.length, 1);
  });

  it('can be read in another format than the one recognised', async () => {
    const { client, listId } = await accountWithList(app);
    const { id, format } = await uploadList(client, listId, 'ana@mail.example;Zo\u00c3\u00ab\n');
    const given = { ...format, delimiter: ',' as const, header: true };
    const read = await client.call(contract.reformatImport, { params: { id }, body: { format: given } });
    assert.deepEqual([read.format, read.columns.length, read.sampleRows], [given, 1, []]);
  });
});

describe('an import', () => {
  const file = 'email,city\nana@mail.example,Lisbon\n';

  it('is begun once, and only with a mapping that makes sense', async () => {
    const { client, listId } = await accountWithList(app);
    const { id } = await uploadList(client, listId, file);
    const start = (mapping?: contract.ColumnTarget[]) =>
      client.call(contract.startImport, { params: { id }, body: { mapping } });
    await assert.rejects(start(), { code: 'invalid_input', message: /which column/ });
    await assert.rejects(start([{ to: 'email' }, { to: 'email' }]), { message: /Only one column/ });
    await assert.rejects(start([{ to: 'email' }, { to: 'field', key: 'city' }]), {
      message: /no field “city”/,
    });
    const field: contract.ColumnTarget = { to: 'new_field', key: 'first_name', label: 'x', type: 'number' };
    await assert.rejects(start([{ to: 'email' }, field]), { message: /already, and it is a text/ });
    const both = await Promise.allSettled([start([{ to: 'email' }]), start([{ to: 'email' }])]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    await runJobs(app.services);
    await assert.rejects(start(), { code: 'wrong_state', message: /Upload the file again/ });
  });

  it('waits for the account’s others when two are at work', async () => {
    const { client, listId } = await accountWithList(app);
    const mapping: contract.ColumnTarget[] = [{ to: 'email' }];
    const check = async () => {
      const { id } = await uploadList(client, listId, file);
      return await client.call(contract.checkImport, { params: { id }, body: { mapping } });
    };
    await check();
    await check();
    await assert.rejects(check(), { status: 429, message: /Two files/ });
    await runJobs(app.services);
    assert.equal((await check()).state, 'checking');
  });

  it('is cancelled while it waits, and its file is gone', async () => {
    const { client, accountId, listId } = await accountWithList(app);
    const { id, columns } = await uploadList(client, listId, file);
    await client.call(contract.startImport, {
      params: { id },
      body: { mapping: columns.map(({ guess }) => guess) },
    });
    assert.equal((await client.call(contract.cancelImport, { params: { id } })).cancelRequested, true);
    await runJobs(app.services);
    const { state, counts } = await client.call(contract.readImport, { params: { id } });
    assert.deepEqual([state, counts.rows], ['cancelled', 0]);
    const chunks = await database.inAccount(accountId, (tx) => tx.query(sql`select from import_chunks`));
    assert.equal(chunks.length, 0);
    await assert.rejects(client.call(contract.cancelImport, { params: { id } }), { code: 'wrong_state' });
  });

  it('is each account’s own', async () => {
    const [one, other] = [await accountWithList(app), await accountWithList(app)];
    const { id } = await uploadList(one.client, one.listId, file);
    const params = { id };
    const mapping: contract.ColumnTarget[] = [{ to: 'email' }];
    const format = { encoding: 'utf-8', delimiter: ',', header: true } as const;
    const refused = [
      () => other.client.call(contract.readImport, { params }),
      () => other.client.call(contract.reformatImport, { params, body: { format } }),
      () => other.client.call(contract.checkImport, { params, body: { mapping } }),
      () => other.client.call(contract.startImport, { params, body: { mapping } }),
      () => other.client.call(contract.cancelImport, { params }),
      () => other.client.call(contract.downloadRejections, { params }),
      () => uploadList(other.client, one.listId, file),
    ];
    for (const call of refused) await assert.rejects(call(), { status: 404 });
    assert.equal((await other.client.call(contract.listImports)).total, 0);
    assert.equal(
      (await one.client.call(contract.listImports, { query: { listId: one.listId } })).items[0]?.id,
      id,
    );
  });
});
