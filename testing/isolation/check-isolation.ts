import { sql } from '#server/platform/database/index.ts';
import { setUpInstall, startTestApp, type TestApp } from '../app.ts';
import { makeOneOfEach, nameOf } from '../every-route.ts';
import { sentCampaign } from '../sent-campaign.ts';
import { makeCallers } from './callers.ts';
import { type Case, casesOf } from './cases.ts';
import { faultOf, send } from './send.ts';
import { Victim } from './victim.ts';

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
 * not what the contract declares, and looks after each route whether the other account is still as it was.
 */
export async function checkIsolation(): Promise<IsolationResult> {
  const app = await startTestApp({ TRUST_PROXY: 'true' });
  await setUpInstall(app.visitor());
  const [attacker, victim] = [await app.newAccount(), await app.newAccount()];
  const { database } = app.services;
  const sides = {
    own: await makeOneOfEach(database, attacker.client, attacker.accountId),
    foreign: await makeOneOfEach(database, victim.client, victim.accountId),
  };
  for (const { accountId } of [attacker, victim]) await sentCampaign(database, accountId);
  await forgetNamesakes(app, attacker.accountId);
  const callers = await makeCallers(app, attacker);
  await using watched = await Victim.of(app, victim.accountId);
  const canaries = await watched.mark();
  const result: IsolationResult = { cases: 0, routes: 0, leaks: [], wrong: [], canaries: canaries.length };
  let before = await watched.sums();
  for (const contract of app.app.contracts) {
    const cases = callers.flatMap((caller) => [...casesOf(contract, caller, sides)]);
    // Of one account few files are taken at a time.
    await inTurns(cases, contract.consumes ? 1 : AT_ONCE, async (one) => {
      const { leak, wrong } = await faultOf(await send(app.url, one), one, watched.ids);
      if (leak) result.leaks.push(`${describe(one)}: ${leak}`);
      if (wrong) result.wrong.push(`${describe(one)}: ${wrong}`);
    });
    before = await compare(watched, before, nameOf(contract), result);
    result.cases += cases.length;
    result.routes += cases.length > 0 ? 1 : 0;
  }
  await compare(watched, before, 'the last route', result);
  for (const table of await watched.namedElsewhere())
    result.leaks.push(`${table} names things of another account`);
  return result;
}

/** After what only reads there is less to look for; the route before the one that is named may have done it. */
async function compare(
  watched: Victim,
  before: Map<string, string>,
  route: string,
  { leaks }: IsolationResult,
) {
  if (route.startsWith('GET')) return before;
  const after = await watched.sums();
  for (const [table, sum] of after)
    if (before.get(table) !== sum)
      leaks.push(`${route}, or a GET before it, touched ${table} of another account`);
  return after;
}

/** What is named by its own words and not by an id is there in one account alone. */
async function forgetNamesakes({ services }: TestApp, accountId: string): Promise<void> {
  await services.database.inAccount(accountId, async (tx) => {
    await tx.execute(sql`delete from suppressions`);
    await tx.execute(sql`delete from contact_fields where key = 'favourite_colour'`);
    await tx.execute(sql`delete from domain_warm_ups`);
  });
}

const describe = ({ contract, caller, about }: Case) => `${caller.name} at ${nameOf(contract)} with ${about}`;

async function inTurns<T>(all: readonly T[], atOnce: number, work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const worker = async () => {
    for (let next = left.pop(); next; next = left.pop()) await work(next);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
