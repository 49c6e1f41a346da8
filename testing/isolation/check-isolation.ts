import type { RouteContract } from '#server/platform/http/index.ts';
import { startTestApp } from '../app.ts';
import { nameOf } from '../every-route.ts';
import { type Case, casesOf } from './cases.ts';
import { openQueue, type QueuedJob } from './queue.ts';
import { setTheStage } from './scenes.ts';
import { faultOf, send } from './send.ts';
import type { Victim } from './victim.ts';

export interface IsolationResult {
  cases: number;
  routes: number;
  /** What carried or touched something of another account. */
  leaks: string[];
  /** Answers that are not the declared ones. */
  wrong: string[];
  /** Columns of the victim that held the canary. */
  canaries: number;
}

/** Requests under way at a time. */
const AT_ONCE = 12;

/**
 * Everybody asks every route for what is not theirs: by the path, the body and the query. Counts what comes back that is
 * not what the contract declares, and looks after each route whether what is watched over is still as it was.
 */
export async function checkIsolation(): Promise<IsolationResult> {
  const app = await startTestApp({ TRUST_PROXY: 'true' });
  const { scenes, victim, hidden } = await setTheStage(app);
  await using watched = victim;
  await using guarded = hidden;
  const [canaries] = [await watched.mark(), await guarded.mark()];
  const ids = new Set([...watched.ids, ...guarded.ids]);
  const result: IsolationResult = { cases: 0, routes: 0, leaks: [], wrong: [], canaries: canaries.length };
  const watchers = [await watch(watched, 'of another account'), await watch(guarded, 'out of reach')];
  await using queue = await openQueue(app.services.databaseUrl);
  const queued = await queue.jobs();
  const ask = async (contract: RouteContract, hidden: ReadonlySet<string>) => {
    const cases = scenes.flatMap(({ callers, sides }) =>
      callers.flatMap((caller) => [...casesOf(contract, caller, sides)]),
    );
    // Of one account few files are taken at a time.
    await inTurns(cases, contract.consumes ? 1 : AT_ONCE, async (one) => {
      const { leak, wrong } = await faultOf(await send(app.url, one), one, hidden);
      if (leak) result.leaks.push(`${describe(one)}: ${leak}`);
      if (wrong) result.wrong.push(`${describe(one)}: ${wrong}`);
    });
    return cases;
  };
  const [logs, others] = partition(app.app.contracts, ({ path }) => path.startsWith('/api/activity'));
  for (const contract of [...logs, ...others]) {
    const cases = await ask(contract, ids);
    // After what only reads there is less to look for; the route before the one that is named may have done it.
    if (contract.method !== 'GET')
      for (const look of watchers) result.leaks.push(...(await look(nameOf(contract))));
    result.cases += cases.length;
    result.routes += cases.length > 0 ? 1 : 0;
  }
  // By now their logs tell by its id what they asked for themselves, and must not tell a word of it.
  for (const contract of logs) result.cases += (await ask(contract, new Set())).length;
  for (const look of watchers) result.leaks.push(...(await look('the last route')));
  for (const table of await watched.namedElsewhere())
    result.leaks.push(`${table} names things of another account`);
  result.leaks.push(...jobsAbout(ids, queued, await queue.jobs()));
  return result;
}

/** Tells which tables something touched since the last look. */
async function watch(watched: Victim, whose: string): Promise<(after: string) => Promise<string[]>> {
  let before = await watched.sums();
  return async (route) => {
    const now = await watched.sums();
    const touched = [...now.keys(), ...before.keys()].filter((table) => before.get(table) !== now.get(table));
    before = now;
    return [...new Set(touched)].map((table) => `${route}, or a GET before it, touched ${table} ${whose}`);
  };
}

/** Work that was put on the queue since, for things that are not the callers'. */
function jobsAbout(ids: ReadonlySet<string>, before: QueuedJob[], after: QueuedJob[]): string[] {
  const known = new Set(before.map(({ payload }) => payload));
  return after
    .filter(({ payload }) => !known.has(payload) && [...ids].some((id) => payload.includes(id)))
    .map(({ task, payload }) => `the job ${task} names things of another account: ${payload}`);
}

const describe = ({ contract, caller, about }: Case) => `${caller.name} at ${nameOf(contract)} with ${about}`;

function partition<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

async function inTurns<T>(all: readonly T[], atOnce: number, work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const worker = async () => {
    for (let next = left.pop(); next; next = left.pop()) await work(next);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
