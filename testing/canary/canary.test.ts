import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import pg from 'pg';
import { createApiKey } from '#server/accounts/contract.ts';
import { jobs } from '#server/app/jobs.ts';
import { sealedColumns } from '#server/app/sealed-columns.ts';
import { startDelivery } from '#server/app/start-delivery.ts';
import { createContact } from '#server/audience/contract.ts';
import { changeSendingServer, checkSendingServer } from '#server/delivery/contract.ts';
import { settings } from '#server/platform/config/index.ts';
import { createLog } from '#server/platform/log/index.ts';
import { startJobs } from '#server/platform/queue/index.ts';
import { logIn } from '#server/sign-in/contract.ts';
import { startTestApp } from '../app.ts';
import { startScriptedSmtpServer } from '../scripted-smtp-server.ts';
import { until } from '../until.ts';
import { type Asked, askEverything } from './ask-everything.ts';
import { accountedFor, suspicious } from './columns.ts';
import { personal, plant, recipient, recipientName, settingSecrets, stranger } from './plant.ts';
import { dumpOf, type Find, searcher } from './search.ts';

/*
 * A secret is planted in every place that takes one, the product is used as a whole, and then they are looked for: in a dump of the
 * database, in everything that is logged, and in every answer to anybody.
 */

/** 256 bits, as links in mails carry them. */
const token = /[?#&/=]([\w-]{43})(?![\w-])/;
const smtp = await startScriptedSmtpServer();
const refusing = await startScriptedSmtpServer({ RCPT: `550 5.1.1 <${recipient}> is unknown here` });
after(() => Promise.all([smtp.close(), refusing.close()]));
const lines: string[] = [];
const log = createLog('test', 'debug', (line) => void lines.push(line), false);
const app = await startTestApp(
  {
    SECRET_KEY: settingSecrets.SECRET_KEY,
    SMTP_URL: `smtp://canary:${settingSecrets.SMTP_URL}@127.0.0.1:${smtp.port}`,
    LOG_LEVEL: 'debug',
  },
  log,
);
const { services } = app;
// A server that lets its owner in without a password takes any, so one is planted; of another its own is looked for.
const withPassword = new URL(services.databaseUrl);
withPassword.password ||= settingSecrets.DATABASE_URL;
settingSecrets.DATABASE_URL = decodeURIComponent(withPassword.password);
services.databaseUrl = withPassword.href;
services.config.databaseUrl = withPassword.href;

const [operator, owner] = [await app.newOperator(), await app.newAccount()];
const delivery = await startDelivery(services);
const queue = await startJobs(services.databaseUrl, { ...jobs(services), ...delivery.jobs }, { log });
after(async () => {
  await queue.stop();
  await delivery.stop();
});
const tokenFor = (address: string) =>
  until(`a link in a mail to ${address}`, () => {
    const mails = smtp.messages.filter(({ to }) => to.includes(address)).map(({ bytes }) => bytes.toString());
    return mails
      .map((mail) => token.exec(mail.replace(/=\r\n/g, '').replaceAll('=3D', '='))?.[1])
      .find(Boolean);
  });
const { canaries, things } = await plant(app, { owner, operator }, refusing.port, tokenFor);
await until('the refusal of a recipient', async () =>
  refusing.commands.some((line) => line.includes(recipient)),
);
const find = searcher(canaries);

await breakThings();
const ownerAsks = { userId: owner.userId, accountId: owner.accountId, secondFactor: true };
const operatorAsks = { userId: operator.userId, accountId: operator.accountId, secondFactor: true };
const asked = {
  nobody: await askEverything(app, things, undefined),
  owner: await askEverything(app, things, ownerAsks),
  operator: await askEverything(app, things, operatorAsks),
};
describe('a secret that was planted', () => {
  it('is found where it is: the search sees text, octets, hexadecimal and base64', async () => {
    const seen = searcher([{ name: 'word', value: 'something to be found' }]);
    const word = Buffer.from('something to be found');
    for (const text of [
      'a line with something to be found in it',
      JSON.stringify({ url: `/a?b=${encodeURIComponent('something to be found')}` }),
      `\\x00${word.toString('hex')}00`,
      ...[0, 1, 2].map((before) =>
        Buffer.concat([Buffer.alloc(before), word, Buffer.alloc(3)]).toString('base64'),
      ),
    ])
      assert.deepEqual(seen(text, 'here').length > 0, true, text);
    const dump = await dumpOf(services.databaseUrl);
    const inDump = searcher([{ name: 'recipient', value: recipient }]);
    assert.ok(dump.some(({ table, row }) => inDump(row, table).length > 0));
    assert.ok(dump.some(({ table }) => table.startsWith('graphile_worker.')));
    assert.ok(lines.length > 0 && asked.operator.length > 200);
  });

  it('is nowhere in a dump of the database, the job queue’s tables included', async () => {
    const finds: Find[] = [];
    for (const { table, row } of await dumpOf(services.databaseUrl)) finds.push(...find(row, table));
    assert.deepEqual(finds, []);
  });

  it('is in nothing that is logged, at the level of debug, with errors', () => {
    assert.ok(lines.some((line) => line.includes('a request failed')));
    assert.deepEqual(
      lines.flatMap((line) => find(line, line)),
      [],
    );
  });

  it('CVE-2026-4020: no route gives one to anybody who is not logged in', () => {
    assert.deepEqual(foundIn(asked.nobody), []);
  });

  it('CVE-2025-9822, CVE-2021-27908: no settings show one to an owner or operator, nor do errors', () => {
    assert.deepEqual([...foundIn(asked.owner), ...foundIn(asked.operator)], []);
  });

  it('CVE-2026-105675: no list shows one to staff, neither of invitations nor of keys', () => {
    const lists = asked.operator.filter(({ text }) => text.includes('"items"'));
    assert.ok(lists.length > 10);
    assert.deepEqual(foundIn(lists), []);
  });

  it('is in no answer to a change or check of what holds it', async () => {
    const params = { id: things.sendingServer };
    const answers = [
      await owner.client.fetch(changeSendingServer, { params, body: { name: 'Renamed' } }),
      await owner.client.fetch(checkSendingServer, { params, body: {} }),
    ];
    for (const answer of answers) assert.deepEqual(find(await answer.text(), answer.url), []);
  });

  it('comes once and no more: the answer to a repeated request by name is sealed where it is kept', async () => {
    const body = { name: 'canary', scopes: ['audience:read' as const] };
    const again = await owner.client.fetch(createApiKey, { body, idempotencyKey: 'a-request-by-name' });
    assert.deepEqual(
      find(await again.text(), 'the caller').map(({ canary }) => canary),
      ['API key'],
    );
  });
});

describe('what readers and strangers are called and written', () => {
  it('is in nothing that is logged', () => {
    const findPerson = searcher(personal);
    assert.deepEqual(
      lines.flatMap((line) => findPerson(line, line)),
      [],
    );
  });
});

describe('every place a secret could be in', () => {
  it('is accounted for: columns, by type and name', async () => {
    const client = new pg.Client({ connectionString: services.databaseUrl });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      `select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
         and c.relname <> 'schema_migrations' and format_type(a.atttypid, null) not in ('uuid', 'timestamp with time zone', 'integer', 'smallint', 'boolean')
         and (a.atttypid = 'bytea'::regtype or a.attname ~ $1)`,
      [suspicious],
    );
    await client.end();
    const listed = Object.values(accountedFor).flat().sort();
    assert.deepEqual(rows.map(({ name }) => name).sort(), listed);
    assert.equal(new Set(listed).size, listed.length);
  });

  it('is accounted for: settings, of which each secret one was planted', () => {
    const secret = Object.entries(settings).flatMap(([name, one]) =>
      'secret' in one && one.secret ? [name] : [],
    );
    assert.deepEqual(secret.sort(), Object.keys(settingSecrets).sort());
    const sounding = Object.keys(settings).filter((name) =>
      /KEY|SECRET|PASSWORD|TOKEN|URL|CREDENTIAL/.test(name),
    );
    assert.deepEqual(
      sounding.filter((name) => !secret.includes(name)),
      ['BASE_URL', 'CONTENT_URL'],
    );
  });

  it('of sealed columns holds nothing but what is sealed', async () => {
    const client = new pg.Client({ connectionString: services.databaseUrl });
    await client.connect();
    for (const { table, column } of sealedColumns) {
      const { rows } = await client.query<{ begin: string }>(
        `select distinct substring(${column} from 1 for 1)::text as begin from ${table} where ${column} is not null`,
      );
      assert.deepEqual(
        rows.filter(({ begin }) => begin !== '\\x02'),
        [],
        `${table}.${column}`,
      );
    }
    await client.end();
  });
});

const foundIn = (answers: readonly Asked[]): Find[] =>
  answers.flatMap(({ route, text }) => find(text, route));

/** Errors nobody planned for: tables that are gone while people write and log in. */
async function breakThings(): Promise<void> {
  const client = new pg.Client({ connectionString: services.databaseUrl });
  await client.connect();
  const without = async (table: string, work: () => Promise<unknown>) => {
    await client.query(`alter table ${table} rename to ${table}_gone`);
    try {
      await work();
    } finally {
      await client.query(`alter table ${table}_gone rename to ${table}`);
    }
  };
  await without('contacts', () =>
    operator.client.fetch(createContact, {
      body: { email: recipient, fields: { first_name: recipientName }, listIds: [] },
    }),
  );
  await without('users', () =>
    app.visitor().fetch(logIn, { body: { email: stranger, password: 'canary password typed at a login' } }),
  );
  await client.end();
}
