import assert from 'node:assert/strict';
import { after, describe, it, type TestContext } from 'node:test';
import pg from 'pg';
import PostalMime from 'postal-mime';
import type { StaffRole } from '#server/accounts/contract.ts';
import { createAccount, makeLink, type SystemMail, systemMailQueue } from '#server/accounts/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import { startJobs } from '#server/platform/queue/index.ts';
import { person, testServices } from '#testing/app.ts';
import { type Script, startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import { testSecrets } from '#testing/secrets.ts';
import { until } from '#testing/until.ts';
import { generateDkimKey, loadDkimKey, publicKeyOf } from '../dkim/dkim-key.ts';
import { sealPrivateKey } from '../dkim/signing-keys.ts';
import { mailWay } from '../mail-way.ts';
import { createMxWays } from '../mx/index.ts';
import { startSandbox } from '../sandbox/index.ts';
import { listMessages, readMessage } from '../sandbox/read-messages.ts';
import { createWays } from '../servers/index.ts';
import { smtpTransport } from '../smtp/index.ts';
import { afterTry } from './after-try.ts';
import { systemMailJobs } from './jobs.ts';
import { purgeSystemMails } from './purge-system-mails.ts';
import { sendSystemMail } from './send-system-mail.ts';

const services = await testServices();
const { database, databaseUrl, keys, secrets } = services;
const queue = systemMailQueue(secrets);
const sandbox = await startSandbox({ database, keys: keys.sandbox, port: 0, keep: 100, log: silentLog });
const mx = createMxWays({ log: silentLog });
after(async () => {
  mx.close();
  await sandbox.stop();
});

const operator = await database.asSystem((tx) => createAccount(tx, person, { isOperator: true }));
const client = await database.asSystem((tx) =>
  createAccount(tx, { ...person, email: 'client@account.example' }, { isOperator: false }),
);
const sender = { from: { name: 'Harbour Mail', address: 'hello@mail.example' }, site: 'mail.example' };
const token = 'kZ2dYw-a-token-that-opens-an-account';
const reset: SystemMail = {
  kind: 'reset-password',
  name: 'Robin',
  link: `https://mail.example/r#${token}`,
  until: '2026-11-26T09:41:00.000Z',
};

/** An install whose mail goes to a server that follows a script, or else to the sandbox. */
async function install(t: TestContext, script: Script | 'sandbox' = {}) {
  const server = script === 'sandbox' ? undefined : await startScriptedSmtpServer(script);
  const smtpUrl = server && `smtp://127.0.0.1:${server.port}`;
  const ways = createWays({
    database,
    mx,
    transport: smtpTransport,
    mailWay: mailWay({ smtpUrl, sandboxPort: sandbox.port, sandboxKeys: keys.sandbox }),
    secrets,
    connections: 2,
    log: silentLog,
  });
  await ways.start();
  t.after(async () => {
    await ways.stop();
    await server?.close();
  });
  const deps = { database, ways, secrets, sender };
  return { deps, messages: server?.messages ?? [], commands: server?.commands ?? [] };
}

/** Queues a mail to an address of its own and answers what names it. */
async function queued(mail: SystemMail = reset, { accountId } = client) {
  const to = `robin-${newId()}@people.example`;
  await database.asSystem((tx) => queue(tx, { accountId, to, mail }));
  const { id } = await database.asSystem((tx) =>
    tx.one<{ id: string }>(sql`select id from system_mails where to_address = ${to}`),
  );
  return { to, id, accountId };
}

type Row = { state: string; tries: number; reply: string; content: Buffer | null };
const rowOf = ({ id }: { id: string }) =>
  database.asSystem((tx) =>
    tx.one<Row>(sql`select state, tries, reply, content from system_mails where id = ${id}`),
  );

/** As the database's owner, who sees the queue and everything else. */
async function asOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const connected = new pg.Client({ connectionString: databaseUrl });
  await connected.connect();
  try {
    return await work(connected);
  } finally {
    await connected.end();
  }
}

/** When each of the jobs about a mail is to run, in seconds from now. */
async function jobsOf({ id }: { id: string }): Promise<number[]> {
  const { rows } = await asOwner((connected) =>
    connected.query<{ wait: string }>(
      `select extract(epoch from run_at - now()) as wait from graphile_worker._private_jobs
       where payload->>'id' = $1 order by run_at`,
      [id],
    ),
  );
  return rows.map(({ wait }) => Number(wait));
}

const age = ({ id }: { id: string }, hours: number) =>
  database.asSystem((tx) =>
    tx.execute(
      sql`update system_mails set created_at = now() - make_interval(hours => ${hours}) where id = ${id}`,
    ),
  );

describe('a mail of the install', () => {
  it('is sent by the job that was queued with it, and its content is gone then', async (t) => {
    const { deps, messages } = await install(t);
    const worker = await startJobs(databaseUrl, systemMailJobs(deps), { log: silentLog });
    t.after(() => worker.stop());
    const mail = await queued();
    await until('it is sent', async () => (await rowOf(mail)).state === 'sent');
    assert.deepEqual(await rowOf(mail), {
      state: 'sent',
      tries: 1,
      reply: '250 2.0.0 queued',
      content: null,
    });
    assert.equal(messages.length, 1);
    const read = await PostalMime.parse(messages[0]!.bytes);
    assert.equal(read.subject, 'Choose a new password');
    assert.deepEqual(read.from, { name: 'Harbour Mail', address: 'hello@mail.example' });
    assert.equal(read.to?.[0]?.address, mail.to);
    assert.ok(read.text?.includes(reset.kind === 'reset-password' ? reset.link : ''));
    assert.ok(read.html?.includes(token));
    const header = (name: string) => read.headers.find(({ key }) => key === name)?.value;
    assert.equal(header('auto-submitted'), 'auto-generated');
    for (const name of ['list-unsubscribe', 'list-unsubscribe-post', 'list-id', 'precedence', 'feedback-id'])
      assert.equal(header(name), undefined, name);
  });

  it('comes again under the same Message-ID until it is taken', async (t) => {
    const { deps, messages } = await install(t, {
      dot: ['451 4.3.0 later', 'drop', '450 4.2.0 greylisted', '250 2.0.0 at last'],
    });
    const mail = await queued();
    for (let tries = 1; tries <= 3; tries++) {
      await sendSystemMail(deps, mail);
      const row = await rowOf(mail);
      assert.deepEqual([row.state, row.tries], ['queued', tries]);
      assert.ok(row.content);
    }
    const waits = await jobsOf(mail);
    assert.equal(waits.length, 4, 'the first job, and one for each try to come');
    assert.ok(waits[1]! > 20 && waits[3]! < 150, String(waits));
    await sendSystemMail(deps, mail);
    assert.equal((await rowOf(mail)).state, 'sent');
    const ids = messages.map(({ bytes }) => /^Message-ID: (.*)\r$/im.exec(bytes.toString())?.[1]);
    assert.equal(ids.length, 4);
    assert.deepEqual(new Set(ids), new Set([`<${mail.id}.0@mail.example>`]));
    await sendSystemMail(deps, mail);
    assert.equal(messages.length, 4, 'done is done, however often the job runs');
  });

  it('ends when its address is refused, and says what the server said', async (t) => {
    const { deps } = await install(t, { RCPT: '550 5.1.1 nobody here' });
    const mail = await queued();
    await sendSystemMail(deps, mail);
    const { state, reply, content } = await rowOf(mail);
    assert.deepEqual([state, reply, content], ['failed', '550 5.1.1 nobody here', null]);
  });

  it('waits while the sender is refused: that can be mended', async (t) => {
    const { deps } = await install(t, { MAIL: '550 5.7.1 not you' });
    const mail = await queued();
    await sendSystemMail(deps, mail);
    assert.deepEqual([(await rowOf(mail)).state, (await rowOf(mail)).reply], ['queued', '550 5.7.1 not you']);
  });

  it('waits while no server can be reached', async (t) => {
    const { deps } = await install(t, { greeting: '554 no' });
    const mail = await queued();
    await sendSystemMail(deps, mail);
    assert.equal((await rowOf(mail)).state, 'queued');
  });

  it('is given up after two days, with an alert for the operator', async (t) => {
    const { deps } = await install(t, { RCPT: '450 4.2.1 not now' });
    const mail = await queued();
    await age(mail, 49);
    await sendSystemMail(deps, mail);
    assert.deepEqual(await rowOf(mail), {
      state: 'given_up',
      tries: 1,
      reply: '450 4.2.1 not now',
      content: null,
    });
    const alerts = (accountId: string) =>
      database.inAccount(accountId, (tx) =>
        tx.query<{ text: string }>(sql`select text from alerts where kind = 'system_mail_given_up'`),
      );
    assert.match((await alerts(operator.accountId))[0]?.text ?? '', /“Forgotten password” was given up/);
    assert.equal((await alerts(client.accountId)).length, 0);
  });

  it('is refused for good when its address cannot be written', async (t) => {
    const { deps } = await install(t);
    const mail = await queued();
    await database.asSystem((tx) =>
      tx.execute(sql`update system_mails set to_address = 'a@b@c..d' where id = ${mail.id}`),
    );
    await sendSystemMail(deps, mail);
    assert.equal((await rowOf(mail)).state, 'failed');
  });

  it('is no secret’s grave: what cannot be opened any more is ended', async (t) => {
    const { deps } = await install(t);
    const mail = await queued();
    await sendSystemMail({ ...deps, secrets: testSecrets(database) }, mail);
    const { state, reply, content } = await rowOf(mail);
    assert.deepEqual([state, content], ['failed', null]);
    assert.match(reply, /another SECRET_KEY/);
  });

  it('leaves nothing secret in the database: not while it waits, not after', async (t) => {
    const { deps } = await install(t);
    const { token: linkToken } = await database.asSystem((tx) =>
      makeLink(tx, { ...client, purpose: 'reset-password', minutes: 30 }),
    );
    const link = `https://mail.example/reset-password#${linkToken}`;
    const mail = await queued({ ...reset, link } as SystemMail);
    const secrets = [linkToken, Buffer.from(linkToken).toString('hex')];
    assert.deepEqual(await placesOf(secrets), []);
    await sendSystemMail(deps, mail);
    assert.deepEqual(await placesOf(secrets), []);
    assert.deepEqual(await placesOf([mail.to]), ['system_mails'], 'the search finds what is there');
  });

  it('is forgotten a month after it was done with', async (t) => {
    const { deps } = await install(t);
    const [old, young, waiting] = [await queued(), await queued(), await queued()];
    for (const mail of [old, young]) await sendSystemMail(deps, mail);
    await database.asSystem((tx) =>
      tx.execute(sql`update system_mails set finished_at = now() - interval '31 days' where id = ${old.id}`),
    );
    await purgeSystemMails(database);
    const left = await database.asSystem((tx) => tx.query<{ id: string }>(sql`select id from system_mails`));
    const ids = left.map(({ id }) => id);
    assert.deepEqual(
      [old, young, waiting].map(({ id }) => ids.includes(id)),
      [false, true, true],
    );
  });
});

describe('the way of the install’s own mail', () => {
  it('leads to the sandbox of the operator’s account while nothing leaves', async (t) => {
    const { deps } = await install(t, 'sandbox');
    const mail = await queued();
    await sendSystemMail(deps, mail);
    const kept = (accountId: string) =>
      database.inAccount(accountId, (tx) =>
        tx.query<{ subject: string }>(sql`select subject from sandbox_messages where rcpt_to = ${mail.to}`),
      );
    assert.deepEqual(await kept(operator.accountId), [{ subject: 'Choose a new password' }]);
    assert.deepEqual(await kept(client.accountId), []);
  });

  it('shows it there to admins of the install alone', async (t) => {
    const { deps } = await install(t, 'sandbox');
    const mail = await queued();
    await sendSystemMail(deps, mail);
    const shown = (staffRole: StaffRole | null, secondFactor = true) => ({
      staffRole,
      session: {
        id: '',
        secondsSinceProof: 0,
        secondFactor,
        boundBy: null,
        owedProvider: null,
        secondsLeft: 600,
        endIsFinal: false,
      },
    });
    const seenBy = (staffRole: StaffRole | null, secondFactor?: boolean) =>
      database.inAccount(operator.accountId, async (tx) => {
        const { items, total } = await listMessages(tx, shown(staffRole, secondFactor), {
          search: mail.to,
          limit: 10,
        });
        assert.equal(items.length, total);
        return items.map(({ id }) => id);
      });
    const [id] = await seenBy('admin');
    assert.ok(id);
    assert.deepEqual(
      [await seenBy(null), await seenBy('support'), await seenBy('admin', false)],
      [[], [], []],
    );
    const read = (staffRole: StaffRole | null) =>
      database.inAccount(operator.accountId, (tx) => readMessage(tx, shown(staffRole), id));
    assert.match((await read('admin')).text, /a-token-that-opens/);
    await assert.rejects(read('support'), { code: 'not_found' });
  });

  it('is a shared server, and never one of an account’s own', async (t) => {
    const [own, shared] = [await startScriptedSmtpServer(), await startScriptedSmtpServer()];
    t.after(async () => {
      await Promise.all([own.close(), shared.close()]);
      await database.asSystem((tx) => tx.execute(sql`delete from sending_servers`));
    });
    const insert = (accountId: string, port: number, isShared: boolean) =>
      database.asSystem((tx) =>
        tx.execute(sql`
          insert into sending_servers (account_id, id, name, kind, settings, trusted, shared)
          values (${accountId}, ${newId()}, ${`server ${port}`}, 'smtp', ${JSON.stringify({
            host: '127.0.0.1',
            port,
            encryption: 'none',
            user: '',
            login: 'password',
            verifyCertificate: true,
            ehloName: null,
          })}::jsonb, true, ${isShared})`),
      );
    await insert(client.accountId, own.port, false);
    await insert(operator.accountId, own.port, false);
    const { deps, messages } = await install(t);
    await sendSystemMail(deps, await queued());
    assert.deepEqual([own.messages.length, messages.length], [0, 1], 'SMTP_URL, for want of a shared one');
    await insert(operator.accountId, shared.port, true).catch(() => {});
    await deps.ways.refresh();
    await sendSystemMail(deps, await queued());
    assert.deepEqual([own.messages.length, messages.length, shared.messages.length], [0, 1, 1]);
  });

  it('is signed with a key that the operator’s account has for the domain', async (t) => {
    const { deps, messages } = await install(t);
    const pem = await generateDkimKey('ed25519');
    const key = loadDkimKey({ domain: 'mail.example', selector: 'mm1', privateKeyPem: pem });
    const id = newId();
    const { accountId } = operator;
    await database.asSystem(async (tx) => {
      const sealed = await sealPrivateKey(secrets, tx, { accountId, id, pem });
      await tx.execute(sql`
        insert into dkim_keys (account_id, id, domain, selector, algorithm, public_key, private_key)
        values (${accountId}, ${id}, 'mail.example', 'mm1', ${key.algorithm}, ${publicKeyOf(key)},
          ${sealed})`);
    });
    await sendSystemMail(deps, await queued());
    assert.match(
      messages[0]!.bytes.toString(),
      /^DKIM-Signature: v=1; a=ed25519-sha256;[\s\S]*d=mail\.example/,
    );
  });
});

describe('after a try', () => {
  const later = { kind: 'deferred', stage: 'rcpt', code: 450, text: 'later' } as const;

  it('the pauses grow, and their sum stays within two days', () => {
    let total = 0;
    let tries = 0;
    for (;;) {
      tries += 1;
      const next = afterTry(later, tries, total, 0);
      if (next.state !== 'queued') {
        assert.equal(next.state, 'given_up');
        break;
      }
      total += next.at.getTime();
    }
    assert.ok(tries > 20 && tries < 45, `${tries} tries`);
    assert.ok(total <= 48 * 3_600_000);
  });

  it('what nobody knows the fate of goes again', () => {
    const unknown = { kind: 'unknown', stage: 'dot', text: 'no answer' } as const;
    assert.equal(afterTry(unknown, 1, 0).state, 'queued');
  });
});

/** The tables in which any of some texts stands, in all of the database. */
async function placesOf(texts: string[]): Promise<string[]> {
  return await asOwner(async (connected) => {
    const { rows: tables } = await connected.query<{ name: string; place: string }>(
      `select c.relname as name, format('%I.%I', n.nspname, c.relname) as place
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') order by 1`,
    );
    const found: string[] = [];
    for (const { name, place } of tables) {
      const { rows } = await connected.query(
        `select from ${place} t
         where exists (select from unnest($1::text[]) secret where position(secret in t::text) > 0)`,
        [texts],
      );
      if (rows.length > 0) found.push(name);
    }
    return found;
  });
}
