import { type Database, prepared, sql } from '#server/platform/database/index.ts';
import type { Reason } from '../ways/index.ts';
import { type Counter, Counters } from './counters.ts';
import { forgetUnused } from './forget-unused.ts';
import type { Ask, Grant, Pace, Unused } from './pace.ts';
import { sayWaiting } from './say-waiting.ts';

/** Milliseconds between looks for counters that nobody uses any more. */
const FORGET_EVERY = 3_600_000;

type Row = { ask: number; granted: number; counter: number; wait: number | null; at: string };

/**
 * The limits that all workers keep together, counted in the database and by its clock alone. Exact in one direction:
 * in no stretch is more let through than a limit says; a crash between counting and sending wastes a little of it.
 * Stretches of a minute and less are let through evenly, longer ones as fast as mail can leave.
 *
 * @param clock for tests: the time of the database; its own clock when left out
 */
export function createPace(database: Database, clock?: () => Date): Pace {
  let forgetAt = performance.now() + FORGET_EVERY;
  return {
    async reserve(asks) {
      if (performance.now() > forgetAt) {
        forgetAt = performance.now() + FORGET_EVERY;
        await forgetUnused(database);
      }
      return await reserve(database, asks, clock?.());
    },
    giveBack: (unused) => giveBack(database, unused),
  };
}

async function reserve(database: Database, asks: Ask[], moment?: Date): Promise<Grant[]> {
  const counters = new Counters();
  const places = asks.map((ask) => (ask.wanted > 0 ? counters.placesOf(ask.subjects) : []));
  if (counters.all.length === 0) return asks.map((ask) => ({ granted: Math.max(0, ask.wanted) }));

  const [accounts, subjects, stretches, limits] = counters.columns();
  const ofAsk = places.flatMap((of, ask) => of.map(() => ask + 1));
  const ofCounter = places.flat().map((place) => place + 1);
  const wanted = asks.map((ask) => Math.max(0, ask.wanted));
  // A statement of its own: the counters are locked for as long as it runs, and not until we come to say commit.
  const rows = await database.atOnce<Row>(
    prepared(
      'pace-reserve',
      sql`
      select ask, granted, counter, wait_seconds as wait, counted_at as at
      from pace_reserve(${accounts}::uuid[], ${subjects}::text[], ${stretches}::int[], ${limits}::int[],
        ${ofAsk}::int[], ${ofCounter}::int[], ${wanted}::int[], ${moment ?? null}::timestamptz)`,
    ),
  );
  return asks.map((ask, index) => grantOf(ask, rows[index]!, counters.all));
}

function grantOf(ask: Ask, row: Row, counters: Counter[]): Grant {
  const grant: Grant = row.counter === null ? { granted: row.granted } : { granted: row.granted, at: row.at };
  if (row.granted >= ask.wanted || row.counter === null) return grant;
  const counter = counters[row.counter - 1]!;
  // A limit of nothing never ends by itself; it is looked at again as often as its stretch.
  const seconds = counter.most === 0 ? counter.seconds : (row.wait ?? 0);
  return {
    ...grant,
    waiting: { reason: reasonOf(counter, sayWaiting(counter, new Date(row.at), seconds)), seconds },
  };
}

const reasonOf = ({ kind, serverId }: Counter, why: string): Reason => ({
  kind,
  why,
  serverId: serverId ?? null,
});

async function giveBack(database: Database, unused: Unused[]): Promise<void> {
  const counters = new Counters();
  const amounts: number[] = [];
  const moments: string[] = [];
  for (const { subjects, count, at } of unused) {
    if (count <= 0 || at === undefined) continue;
    for (const place of counters.placesOf(subjects)) {
      amounts[place] = (amounts[place] ?? 0) + count;
      // The earlier one: what is taken from an older slot than its own is free later, never sooner.
      const other = moments[place];
      moments[place] = other === undefined || at < other ? at : other;
    }
  }
  if (counters.all.length === 0) return;
  const [accounts, subjects, stretches, limits] = counters.columns();
  await database.atOnce(
    prepared(
      'pace-give-back',
      sql`
      select pace_give_back(${accounts}::uuid[], ${subjects}::text[], ${stretches}::int[], ${limits}::int[],
        ${amounts}::int[], ${moments}::timestamptz[])`,
    ),
  );
}
