import type pg from 'pg';
import type { HealthCheck } from '#server/operator/contract.ts';
import type { Database } from '#server/platform/database/index.ts';
import { workerLock } from '#server/platform/queue/index.ts';
import { lastHeard } from '#server/platform/secrets/index.ts';
import { check, inWords, type Look, orUnknown } from './check.ts';

/** Seconds after which a process hangs that has not been heard of: it says every ten that it works. */
const PATIENCE = 30;

/**
 * Whether the processes work. One that is stopped or goes in circles keeps its connections, so what counts is when it was heard
 * of last.
 */
export function processChecks(client: pg.Client, database: Database): Look[] {
  return [
    orUnknown('workers', 'Workers', async () =>
      workers(await connectedWorkers(client), await heard(database)),
    ),
    orUnknown('web', 'Web processes', async () => webProcesses(await heard(database))),
  ];
}

const heard = (database: Database) => database.asSystem(lastHeard);

/** The names of the workers that hold their lock. It goes with their connection, and that with the process. */
async function connectedWorkers(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
      where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and l.objid = $1
        and l.database = (select oid from pg_database where datname = current_database()) order by 1`,
    [workerLock],
  );
  return rows.map(({ name }) => name);
}

function workers(connected: readonly string[], heard: ReadonlyMap<string, number>): HealthCheck {
  const silent = connected.filter((name) => !isWorking(heard.get(name)));
  const alive = connected.length - silent.length;
  const count = alive === 0 ? 'None works: nothing is sent or imported.' : counted(alive);
  return check(
    'workers',
    'Workers',
    alive === 0 ? 'bad' : silent.length > 0 ? 'warn' : 'ok',
    [count, ...silent.map((name) => `${called(name)} hangs: ${since(heard.get(name))}.`)].join(' '),
    silent.length > 0
      ? `${endIt(silent)} Its place is taken by another, and what it had begun goes on.`
      : alive === 0
        ? 'Look into the log of the product, and start it again.'
        : null,
  );
}

function webProcesses(heard: ReadonlyMap<string, number>): HealthCheck {
  const all = [...heard.keys()].filter((name) => name.split(' ')[1] === 'web');
  const silent = all.filter((name) => !isWorking(heard.get(name)));
  // One of them answers this.
  const alive = Math.max(1, all.length - silent.length);
  return check(
    'web',
    'Web processes',
    silent.length > 0 ? 'warn' : 'ok',
    [
      counted(alive),
      ...silent.map((name) => `${called(name)} hangs, or broke off: ${since(heard.get(name))}.`),
    ].join(' '),
    silent.length > 0 ? `${endIt(silent)} Of one that broke off this is told for ten minutes.` : null,
  );
}

const isWorking = (seconds: number | undefined) => seconds !== undefined && seconds <= PATIENCE;

const counted = (alive: number) => (alive === 1 ? 'One works.' : `${alive} work.`);

const called = (name: string) => {
  const [host, , pid] = name.split(' ');
  return `Process ${pid} on ${host}`;
};

const since = (seconds: number | undefined) =>
  `it was not heard of for ${seconds === undefined ? 'ten minutes or longer' : inWords(seconds)}`;

const endIt = (silent: readonly string[]) =>
  `Look what keeps the machine busy; if it stays so, end it there: kill -9 ${silent.map((name) => name.split(' ')[2]).join(' ')}.`;
