import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { verifyActivity } from '#server/activity/contract.ts';
import type { KeysStatus } from '#server/app/keys/status.ts';
import { createDkimKey } from '#server/delivery/contract.ts';
import { privateKeys } from '#server/delivery/dkim/signing-keys.ts';
import { installKeys, type KeyRing } from '#server/platform/crypto/index.ts';
import { openDatabase, sql } from '#server/platform/database/index.ts';
import { createClient } from '#server/platform/http/index.ts';
import { createSecrets } from '#server/platform/secrets/index.ts';
import { getSession, logIn } from '#server/sign-in/contract.ts';
import { person } from '../app.ts';
import { sealedAsInVersion1 } from '../secrets.ts';
import { compare } from './compare.ts';
import { databaseUrl, query, readLedger } from './ledger.ts';
import type { ChaosResult, Scenario, ScenarioOptions } from './scenario.ts';
import { asOperator, letGo, makeReady, untilSent } from './send-to-many.ts';
import { startVictim, type Victim } from './victim.ts';

const THINK_MS = 30;
const PEM = 'not a key, and as long as one '.repeat(60);

/** The install's key is changed in the middle of a campaign; the command that does it is killed and begun again. */
export const rotate: Scenario = {
  about:
    'the secret key changed in the middle of a run, with thousands of stored secrets; all processes restarted',
  recipients: 20_000,
  /** Secrets stored by an earlier version. */
  times: 10_000,
  run: rotateDuring,
};

async function rotateDuring({
  recipients,
  times: stored,
  running,
  say,
}: ScenarioOptions): Promise<ChaosResult> {
  const begun = Date.now();
  const victim = await startVictim(running, { workers: 2, thinkMs: THINK_MS });
  const { dataDir } = victim;
  const campaign = await makeReady(victim.address, recipients);
  const owner = await asOperator(victim.address);
  const domain = person.email.split('@')[1]!;
  await owner.call(createDkimKey, { body: { domain } });
  const before = installKeys(undefined, dataDir);
  await storeAsBefore(dataDir, before, stored);
  const cookie = await sessionCookie(victim.address);
  await letGo(victim.address, campaign);
  while ((await victim.sink.count()) < recipients / 10) await pause(20);
  const [old] = await victim.sink.receipts();

  const over = new AbortController();
  const wrong: string[] = [];
  const visiting = visit(victim, { cookie, link: old!.leave }, wrong, over.signal);
  const changed = await changeKey(victim, before, say);
  for (const worker of await victim.workers()) await restart(victim, worker);
  over.abort();
  const visits = await visiting;
  await untilSent(victim, campaign);

  const problems = [...wrong];
  const receipts = await victim.sink.receipts();
  const status = await keys<KeysStatus>(dataDir, 'status');
  const former = status.keys.find(({ state }) => state === 'former');
  if (!former?.mayGo || status.toSeal > 0) problems.push(`something is left: ${JSON.stringify(status)}`);
  await keys(dataDir, 'forget');
  await restartAll(victim);
  say('Everything was restarted, and knows the new key alone.');
  const unopened = stored - (await countOpened(dataDir));
  if (unopened > 0) problems.push(`${unopened} secrets cannot be opened`);
  const links = [old!.leave, receipts.at(-1)!.leave];
  for (const link of links) problems.push(...(await visitOnce(victim, { cookie, link })));
  const { check } = await createClient(victim.address, { cookie }).call(verifyActivity);
  if (!check || check.findings.length > 0) problems.push(`the activity log: ${JSON.stringify(check)}`);

  const ledger = await readLedger(dataDir, campaign.campaignId);
  const held = compare(ledger, receipts, { recipients, kills: 0, begun });
  const failed = ledger.messages.filter(({ state }) => state !== 'sent').length;
  if (failed > 0) problems.push(`${failed} messages were not sent`);
  return {
    result: { ...held.figures, failed, stored, visits, ...changed },
    problems: [...problems, ...held.problems],
  };
}

/** Stores secrets the way versions before data keys did. */
async function storeAsBefore(dataDir: string, keys: KeyRing, count: number): Promise<void> {
  await query(
    dataDir,
    `insert into dkim_keys (account_id, id, domain, selector, algorithm, public_key, private_key)
     select a.id, gen_random_uuid(), 'old' || n || '.example', 'old', 'rsa-sha256', '', '' from accounts a, generate_series(1, $1) n`,
    [count],
  );
  const rows = await query<{ id: string }>(dataDir, `select id from dkim_keys where selector = 'old'`);
  const sealed = rows.map(({ id }) =>
    sealedAsInVersion1(keys.current.envelope, `dkim_keys.private_key|${id}`, PEM).toString('hex'),
  );
  await query(
    dataDir,
    `update dkim_keys k set private_key = decode(sealed, 'hex') from unnest($1::uuid[], $2::text[]) as row (id, sealed)
     where k.id = row.id`,
    [rows.map(({ id }) => id), sealed],
  );
}

/** Kills the command once the key was changed and thousands of secrets wait; what goes on by itself is waited for. */
async function changeKey({ dataDir }: Victim, before: KeyRing, say: (line: string) => void) {
  const begun = Date.now();
  const command = startKeys(dataDir, 'rotate');
  while (!(await isReplaced(dataDir, before.current.id))) await pause(10);
  command.kill('SIGKILL');
  say('The key was changed, and the command that goes on with it killed.');
  const waiting = async () => (await keys<KeysStatus>(dataDir, 'status')).toSeal;
  const leftByKill = await waiting();
  while ((await waiting()) > 0) await pause(100);
  await keys(dataDir, 'rotate').catch(() => {});
  return { leftByKill, changeSeconds: (Date.now() - begun) / 1000 };
}

async function isReplaced(dataDir: string, id: string): Promise<boolean> {
  const rows = await query(dataDir, 'select from secret_keys where id = $1 and replaced_at is not null', [
    id,
  ]);
  return rows.length > 0;
}

const startKeys = (dataDir: string, command: string) =>
  spawn(process.execPath, [join(import.meta.dirname, '../../server/cli.ts'), 'keys', command, '--json'], {
    env: { PATH: process.env.PATH, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/** What `npm run keys -- COMMAND --json` answers. */
async function keys<Answer>(dataDir: string, command: string): Promise<Answer> {
  const child = startKeys(dataDir, command);
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`npm run keys -- ${command} ended with ${code}.`);
  return JSON.parse(text) as Answer;
}

interface Visitor {
  cookie: string;
  link: string;
}

/** Opens an old link and asks with an old session, over and over. Answers how often. */
async function visit(
  victim: Victim,
  visitor: Visitor,
  wrong: string[],
  signal: AbortSignal,
): Promise<number> {
  let visits = 0;
  for (; !signal.aborted; visits++) {
    wrong.push(...(await visitOnce(victim, visitor)));
    await pause(50);
  }
  return visits;
}

async function visitOnce({ address }: Victim, { cookie, link }: Visitor): Promise<string[]> {
  const page = await fetch(address + new URL(link).pathname);
  const session = await createClient(address, { cookie }).fetch(getSession);
  return [
    ...(page.status === 200 ? [] : [`a link answered ${page.status}`]),
    ...(session.status === 200 ? [] : [`a session answered ${session.status}`]),
  ];
}

async function sessionCookie(address: string): Promise<string> {
  const body = { email: person.email, password: person.password };
  const answer = await createClient(address).fetch(logIn, { body });
  const cookie = answer.headers.getSetCookie().find((set) => set.includes('session='));
  return cookie!.split(';')[0]!;
}

/** The supervisor starts another in its place. */
async function restart(victim: Victim, worker: number): Promise<void> {
  process.kill(worker, 'SIGTERM');
  const isBack = async () => {
    const now = await victim.workers();
    return now.length === 2 && !now.includes(worker);
  };
  while (!(await isBack())) await pause(50);
}

async function restartAll(victim: Victim): Promise<void> {
  victim.product.child.kill('SIGTERM');
  await victim.product.ended;
  await victim.startAgain(false);
}

/** How many of the stored secrets open with what the key file holds now. */
async function countOpened(dataDir: string): Promise<number> {
  const keys = installKeys(undefined, dataDir);
  const database = openDatabase(await databaseUrl(dataDir), keys.database, { connections: 1 });
  try {
    const secrets = createSecrets({ database, keys });
    const rows = await database.asSystem((tx) =>
      tx.query<{ accountId: string; id: string; sealed: Buffer }>(
        sql`select account_id as "accountId", id, private_key as sealed from dkim_keys where selector = 'old'`,
      ),
    );
    let opened = 0;
    for (const { accountId, id, sealed } of rows)
      if ((await secrets.open({ in: privateKeys, accountId, row: id }, sealed)) === PEM) opened += 1;
    return opened;
  } finally {
    await database.close();
  }
}
