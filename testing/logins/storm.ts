import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import { join } from 'node:path';
import pg from 'pg';
import { hashPassword } from '#server/platform/crypto/index.ts';
import { setUp } from '#server/registration/contract.ts';
import { logIn as logInRoute } from '#server/sign-in/contract.ts';
import { person } from '../app.ts';
import { migratedDatabase } from '../database.ts';
import { startPart } from '../part.ts';
import { childrenOf, type Product, startProduct } from '../product.ts';
import { temporaryFolder } from '../temporary-folder.ts';

export interface Storm {
  logins: number;
  entered: number;
  turnedAway: number;
  /** Of those turned away, how many were not told when to come again. */
  withoutRetryAfter: number;
  /** Answers of any other status, by status. */
  others: Record<number, number>;
  seconds: number;
  /** Of requests to another route meanwhile, in milliseconds. */
  requests: number;
  p50Ms: number;
  p99Ms: number;
  /** The most that the web process ever held. */
  rssMb: number;
}

/**
 * So many people with the right password, each from a network of their own, at the same moment; and one at work. On the product
 * as it is started, so that nothing of a test runner is measured with it.
 */
export async function stormOfLogins(
  logins: number,
  after: (end: () => Promise<void>) => void,
): Promise<Storm> {
  const running = new AsyncDisposableStack();
  after(() => running.disposeAsync());
  const { url, cookie, emails, mostMemory } = await productWithPeople(2 * logins, running);
  const { part: atWork } = await startPart(join(import.meta.dirname, 'person-at-work.ts'), running, [
    url,
    cookie,
  ]);
  const all = (some: string[], first: number) =>
    Promise.all(some.map((email, at) => logIn(url, email, first + at)));
  // A process that runs for a while has compiled what it does often: one storm before the one that is measured.
  await all(emails.slice(logins), logins);
  await atWork.ask('begin');
  const begun = performance.now();
  const answers = await all(emails.slice(0, logins), 0);
  const seconds = (performance.now() - begun) / 1000;
  const took = (await atWork.ask<number[]>('end')).sort((a, b) => a - b);
  const away = answers.filter(({ status }) => status === 503);
  const others = answers.filter(({ status }) => status !== 200 && status !== 503);
  const at = (share: number) => Math.round(took[Math.floor(took.length * share)] ?? 0);
  return {
    logins,
    entered: answers.filter(({ status }) => status === 200).length,
    turnedAway: away.length,
    withoutRetryAfter: away.filter(({ retryAfter }) => !(Number(retryAfter) > 0)).length,
    others: countByStatus(others),
    seconds: Math.round(seconds * 100) / 100,
    requests: took.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    rssMb: Math.round((await mostMemory()) / 1024),
  };
}

/** The product, set up, with many who may log in to its account. */
async function productWithPeople(logins: number, running: AsyncDisposableStack) {
  const folder = await temporaryFolder();
  running.defer(() => rm(folder, { recursive: true, force: true }));
  const database = await migratedDatabase();
  const product = startProduct({
    DATA_DIR: folder,
    DATABASE_URL: database,
    TRUST_PROXY: 'true',
    REQUESTS_PER_SECOND: '100000',
  });
  running.defer(async () => {
    product.child.kill('SIGTERM');
    await product.ended;
  });
  const url = await product.ready();
  const code = (await product.line(/takes this code: /)).split(' ').at(-1)!;
  const answer = await fetch(url + setUp.path, {
    method: setUp.method,
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ ...person, code }),
  });
  if (!answer.ok) throw new Error(`Setting up was answered ${answer.status}: ${await answer.text()}`);
  const cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!;
  return { url, cookie, emails: await addPeople(database, logins), mostMemory: () => memoryOfWeb(product) };
}

async function addPeople(url: string, count: number): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ email: string }>(
      `with made as (
        insert into users (id, email, email_key, name, password_hash)
        select id, id || '@account.example', id || '@account.example', 'Somebody', $1
        from (select gen_random_uuid() as id from generate_series(1, $2)) ids returning id, email),
      joined as (
        insert into memberships (account_id, user_id, role) select a.id, made.id, 'analyst' from made, accounts a)
      select email from made`,
      [await hashPassword(person.password), count],
    );
    return rows.map(({ email }) => email);
  } finally {
    await client.end();
  }
}

/** The most that the web process ever held, in KiB. */
async function memoryOfWeb({ child }: Product): Promise<number> {
  for (const pid of await childrenOf(child.pid!)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    if (command.includes('web.ts')) return Number(/VmHWM:\s*(\d+)/.exec(status)![1]);
  }
  throw new Error('No web process runs.');
}

function countByStatus(answers: { status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Over a connection of its own, as strangers come. */
async function logIn(url: string, email: string, at: number) {
  const request = http.request(url + logInRoute.path, {
    method: logInRoute.method,
    agent: false,
    headers: {
      'content-type': 'application/json',
      origin: url,
      'x-forwarded-for': `10.${at >> 8}.${at & 255}.1`,
    },
  });
  request.end(JSON.stringify({ email, password: person.password }));
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
  await once(answer.resume(), 'end');
  return { status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'] };
}
