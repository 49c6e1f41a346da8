import { setTimeout as pause } from 'node:timers/promises';
import { createAccount } from '#server/accounts/index.ts';
import { askForExport, fetchExport } from '#server/closing/contract.ts';
import { type Database, type Sql, sql } from '#server/platform/database/index.ts';
import { createClient } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { enqueue } from '#server/platform/queue/index.ts';
import { logIn } from '#server/sign-in/contract.ts';
import { person } from '../app.ts';
import { type Install, startInstall, writePeople } from './install.ts';
import type { Bench } from './options.ts';
import { watchProduct } from './watch-product.ts';

/** Messages to each contact, of which every third is opened. */
const CAMPAIGNS = 5;

/** The reference is the same with a quarter of the contacts: a ratio of 1 says that cost grows with the account and no faster. */
export const leavingBench: Bench = {
  about: 'the export of a whole account and its erasure, against one of a quarter of its size',
  recipients: 200_000,
  async run({ recipients, running, say }) {
    const install = await startInstall({}, running);
    const watch = await watchProduct(install.product.child.pid!, running);
    const accounts: Left[] = [];
    for (const contacts of [Math.ceil(recipients / 4), recipients]) {
      say(`An account with ${contacts} contacts and ${contacts * CAMPAIGNS} messages …`);
      const account = await fillAccount(install.database, contacts);
      watch.peak.rss = 0;
      const exported = await exportAll(install, account);
      const peakRssMb = Math.round(watch.peak.rss);
      const erased = await whileAnotherExports(install.database, () =>
        erase(install.database, account.accountId),
      );
      accounts.push({ contacts, exported, peakRssMb, erased });
    }
    const [quarter, whole] = accounts as [Left, Left];
    const result = {
      recipients,
      rows: whole.exported.rows,
      archiveMb: Math.round(whole.exported.bytes / 2 ** 20),
      export: compared(quarter.exported, whole.exported),
      peakRssMb: { quarter: quarter.peakRssMb, whole: whole.peakRssMb },
      erasure: compared(quarter.erased, whole.erased),
    };
    say(
      `Export: ${result.rows} rows, ${result.archiveMb} MB, in ${result.export.seconds} s; a row costs ${result.export.costOfRow} of what ` +
        `it costs in the smaller account. Memory of all our processes: ${whole.peakRssMb} MB at most, ${quarter.peakRssMb} for the smaller.\n` +
        `Erasure: ${whole.erased.rows} rows in ${result.erasure.seconds} s; a row costs ${result.erasure.costOfRow} of what it costs in the smaller one.`,
    );
    return { result, problems: accounts.flatMap(problemsOf) };
  },
};

interface Passed {
  rows: number;
  seconds: number;
}

interface Left {
  contacts: number;
  exported: Passed & { bytes: number; state: string };
  peakRssMb: number;
  erased: Passed & { left: number };
}

function compared(reference: Passed, measured: Passed) {
  const costOf = ({ rows, seconds }: Passed) => seconds / rows;
  return {
    seconds: Number(measured.seconds.toFixed(1)),
    rowsPerSecond: Math.round(measured.rows / measured.seconds),
    /** Seconds a row, divided by those of the reference. */
    costOfRow: Number((costOf(measured) / costOf(reference)).toFixed(2)),
  };
}

function problemsOf({ contacts, exported, erased }: Left): string[] {
  const least = contacts * (2 + CAMPAIGNS);
  const problems: string[] = [];
  if (exported.state !== 'done')
    problems.push(`the export of ${contacts} contacts ended as "${exported.state}"`);
  if (exported.rows < least) problems.push(`${exported.rows} rows are exported, of at least ${least}`);
  if (erased.rows < least) problems.push(`${erased.rows} rows are erased, of at least ${least}`);
  if (erased.left > 0) problems.push(`${erased.left} rows are left after the erasure`);
  return problems;
}

/** An account with a list, its contacts, what was sent to them and what they did: in bulk, as if it had all happened. */
async function fillAccount(database: Database, contacts: number) {
  const email = `owner-of-${contacts}@account.example`;
  const { accountId } = await database.asSystem((tx) =>
    createAccount(tx, { ...person, email }, { isOperator: false }),
  );
  const listId = newId();
  await database.asSystem((tx) =>
    tx.execute(sql`insert into lists (account_id, id, name) values (${accountId}, ${listId}, 'Everybody')`),
  );
  await writePeople(database, listId, contacts);
  for (let campaign = 1; campaign <= CAMPAIGNS; campaign++)
    await database.asSystem((tx) => tx.execute(aCampaignSent(accountId, listId, campaign)));
  await database.asSystem((tx) => tx.query(sql`select analyze_audience()`));
  return { accountId, email };
}

const aCampaignSent = (accountId: string, listId: string, number: number): Sql => sql`
  with campaign as (
    insert into campaigns (account_id, id, name, state, content)
    values (${accountId}, gen_random_uuid(), ${`Letter ${number}`}, 'sent', '{"kind": "plain", "source": "Hello"}')
    returning id
  ), send as (
    insert into sends (account_id, id, campaign_id, state, list_ids, snapshot, finished_at)
    select ${accountId}, gen_random_uuid(), id, 'finished', ${[listId]}::uuid[], '{}', now() from campaign returning id
  ), sent as (
    insert into messages (account_id, send_id, position, contact_id, email, state, attempts, reply_code, reply, handed_at, settled_at)
    select ${accountId}, send.id, row_number() over (order by c.id), c.id, c.email, 'sent', 1, 250, '2.0.0 Ok: queued', now(), now()
    from send, contacts c where c.account_id = ${accountId} returning send_id, position, contact_id
  )
  insert into events (account_id, id, at, kind, contact_id, send_id, position)
  select ${accountId}, gen_random_uuid(), now(), 'opened', contact_id, send_id, position from sent where position % 3 = 0`;

/** As an owner does in the browser; the archive is read and thrown away. */
async function exportAll(
  { address, database }: Install,
  { accountId, email }: { accountId: string; email: string },
) {
  const owner = createClient(address);
  await owner.call(logIn, { body: { email, password: person.password } });
  const { id } = await owner.call(askForExport);
  const begun = performance.now();
  const { body } = await owner.fetch(fetchExport, { params: { id } });
  let bytes = 0;
  for await (const piece of body!) bytes += piece.length;
  const seconds = (performance.now() - begun) / 1000;
  const { rows, state } = await exportNoted(database, accountId, id);
  return { rows, state, bytes, seconds };
}

/** The end of an export is noted a moment after its last byte. */
async function exportNoted(database: Database, accountId: string, id: string) {
  for (;;) {
    const noted = await database.inAccount(accountId, (tx) =>
      tx.one<{ rows: number; state: string | null }>(sql`
        select rows, case when finished_at is not null then 'done' when broken_at is not null then 'broken' end as state
        from account_exports where id = ${id}`),
    );
    if (noted.state !== null) return { rows: noted.rows, state: noted.state };
    await pause(20);
  }
}

/** As if an owner had closed it and the time of grace were over. */
async function erase(database: Database, accountId: string) {
  await database.asSystem(async (tx) => {
    await tx.execute(
      sql`insert into account_closings (account_id, closed_by) values (${accountId}, 'owner')`,
    );
    await tx.execute(sql`update accounts set closing_at = now() where id = ${accountId}`);
    await enqueue(tx, 'accounts.tend-closings', {});
  });
  const begun = performance.now();
  for (;;) {
    const stone = await database.asSystem((tx) =>
      tx.maybeOne<{ rows: number; isDone: boolean }>(sql`
        select (select coalesce(sum(value::bigint), 0)::bigint from jsonb_each_text(deleted)) as rows, finished_at is not null as "isDone"
        from erased_accounts where id = ${accountId}`),
    );
    if (stone?.isDone) {
      const seconds = (performance.now() - begun) / 1000;
      return { rows: stone.rows, seconds, left: await rowsLeft(database, accountId) };
    }
    await pause(50);
  }
}

/** As long as a snapshot is open PostgreSQL keeps what is deleted, also in other accounts; one nobody reads is ended. */
async function whileAnotherExports<T>(database: Database, work: () => Promise<T>): Promise<T> {
  let isDone = false;
  const exporting = database.inSnapshot(newId(), async (snapshot) => {
    while (!isDone) {
      await snapshot.query(sql`select from accounts`);
      await pause(100);
    }
  });
  try {
    return await work();
  } finally {
    isDone = true;
    await exporting;
  }
}

const rowsLeft = async (database: Database, accountId: string): Promise<number> =>
  (
    await database.asSystem((tx) =>
      tx.one<{ rows: number }>(sql`
        select (select count(*) from messages where account_id = ${accountId}) + (select count(*) from events where account_id = ${accountId})
          + (select count(*) from contacts where account_id = ${accountId}) as rows`),
    )
  ).rows;
