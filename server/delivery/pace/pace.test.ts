import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { openDatabase, sql } from '#server/platform/database/index.ts';
import { testDatabase, testDatabaseKey } from '#testing/database.ts';
import { bareAccount } from '#testing/sent-campaign.ts';
import type { Limit, LimitedSubject } from '../ways/index.ts';
import { createPace } from './create-pace.ts';
import { forgetUnused } from './forget-unused.ts';
import type { Pace } from './pace.ts';

const { database, url } = await testDatabase();
let accountId = '';
before(async () => {
  accountId = await bareAccount(database);
});

let made = 0;
/** A subject nobody used before. */
function subject(limits: Limit[], name = 'Acme relay'): LimitedSubject {
  return { accountId, subject: `server:${++made}`, kind: 'server_limit', limits, name };
}

/** A pace whose time the test decides, in seconds from a full hour. */
function paceAt(): { pace: Pace; at(seconds: number): void } {
  let now = 0;
  return {
    pace: createPace(database, () => new Date(Date.UTC(2026, 10, 22, 13) + Math.round(now * 1000))),
    at: (seconds) => {
      now = seconds;
    },
  };
}

/** The most that was granted in any stretch of so many seconds. */
function busiest(grants: { at: number; granted: number }[], seconds: number): number {
  const sorted = grants.toSorted((a, b) => a.at - b.at);
  let [most, sum, first] = [0, 0, 0];
  for (const grant of sorted) {
    sum += grant.granted;
    while (sorted[first]!.at < grant.at - seconds) sum -= sorted[first++]!.granted;
    most = Math.max(most, sum);
  }
  return most;
}

describe('a limit', () => {
  it('costs no statement where there is none', async () => {
    const nowhere = createPace({} as never);
    const free = { subjects: [subject([])], wanted: 7 };
    assert.deepEqual(await nowhere.reserve([free, { subjects: [], wanted: 3 }]), [
      { granted: 7 },
      { granted: 3 },
    ]);
    await nowhere.giveBack([{ subjects: free.subjects, count: 2 }]);
  });

  it('of a day lets all of it go at once, and then waits for a day', async () => {
    const { pace, at } = paceAt();
    const subjects = [subject([{ seconds: 86_400, most: 50_000 }])];
    const [first] = await pace.reserve([{ subjects, wanted: 60_000 }]);
    assert.equal(first!.granted, 50_000);
    assert.match(
      first!.waiting!.reason.why,
      /^Waiting for the daily limit of Acme relay \(50,000\)\. It goes on tomorrow at 13:\d\d UTC\.$/,
    );
    at(86_400);
    assert.equal((await pace.reserve([{ subjects, wanted: 1 }]))[0]!.granted, 0);
    at(first!.waiting!.seconds - 1);
    assert.equal((await pace.reserve([{ subjects, wanted: 1 }]))[0]!.granted, 0);
    at(first!.waiting!.seconds + 0.001);
    assert.equal((await pace.reserve([{ subjects, wanted: 60_000 }]))[0]!.granted, 50_000);
    assert.ok(first!.waiting!.seconds < 86_400 * 1.02 + 1);
  });

  it('is said in words that name it and its end', async () => {
    const { pace } = paceAt();
    const [grant] = await pace.reserve([
      { subjects: [subject([{ seconds: 3600, most: 1000 }])], wanted: 1001 },
    ]);
    assert.equal(
      grant!.waiting!.reason.why,
      'Waiting for the hourly limit of Acme relay (1,000). It goes on at 14:02 UTC.',
    );
  });

  it('of a second or a minute lets mail go evenly', async () => {
    const { pace, at } = paceAt();
    const subjects = [subject([{ seconds: 60, most: 600 }])];
    const grants: { at: number; granted: number }[] = [];
    for (let now = 0; now < 180; now += 0.5) {
      at(now);
      grants.push({ at: now, granted: (await pace.reserve([{ subjects, wanted: 1000 }]))[0]!.granted });
    }
    assert.ok(busiest(grants, 60) <= 600, `${busiest(grants, 60)} in a minute`);
    assert.ok(busiest(grants, 3) <= 60 + 1, `${busiest(grants, 3)} in three seconds`);
    const total = grants.reduce((sum, grant) => sum + grant.granted, 0);
    assert.ok(total > 0.96 * 1800, `${total} in three minutes`);
  });

  it('of one a second lets one go each second', async () => {
    const { pace, at } = paceAt();
    const subjects = [subject([{ seconds: 1, most: 1 }])];
    let granted = 0;
    for (let now = 0; now < 20; now += 0.1) {
      at(now);
      granted += (await pace.reserve([{ subjects, wanted: 5 }]))[0]!.granted;
    }
    assert.ok(granted >= 17 && granted <= 20, `${granted} in 20 seconds`);
  });

  it('of nothing lets nothing go', async () => {
    const [grant] = await paceAt().pace.reserve([
      { subjects: [subject([{ seconds: 60, most: 0 }])], wanted: 1 },
    ]);
    assert.equal(grant!.granted, 0);
    assert.equal(grant!.waiting!.seconds, 60);
  });

  it('that was lowered holds for what was let through before', async () => {
    const { pace, at } = paceAt();
    const before = subject([{ seconds: 3600, most: 100 }]);
    await pace.reserve([{ subjects: [before], wanted: 60 }]);
    at(1800);
    await pace.reserve([{ subjects: [before], wanted: 30 }]);
    const lowered = { ...before, limits: [{ seconds: 3600, most: 50 }] };
    const [grant] = await pace.reserve([{ subjects: [lowered], wanted: 1 }]);
    assert.equal(grant!.granted, 0);
    at(1800 + grant!.waiting!.seconds);
    assert.equal((await pace.reserve([{ subjects: [lowered], wanted: 50 }]))[0]!.granted, 20);
  });

  it('counts on when the clock of the database is set back', async () => {
    const { pace, at } = paceAt();
    const subjects = [subject([{ seconds: 3600, most: 10 }])];
    await pace.reserve([{ subjects, wanted: 10 }]);
    at(-600);
    assert.equal((await pace.reserve([{ subjects, wanted: 1 }]))[0]!.granted, 0);
    at(3600);
    assert.equal((await pace.reserve([{ subjects, wanted: 1 }]))[0]!.granted, 0);
  });
});

describe('the kind of a limit', () => {
  it('is that of its subject, or of the warm-up where that allows less', async () => {
    const { pace } = paceAt();
    const byHand = { seconds: 86_400, most: 10 };
    const planned = { seconds: 86_400, most: 5, isWarmUp: true } as const;
    const serverId = '0199aaaa-0000-7000-8000-000000000001';
    const kindOf = async (...limits: Limit[]) => {
      const subjects = [{ ...subject(limits), serverId }];
      const [grant] = await pace.reserve([{ subjects, wanted: 20 }]);
      assert.equal(grant!.waiting!.reason.serverId, serverId);
      return [grant!.granted, grant!.waiting!.reason.kind];
    };
    assert.deepEqual(await kindOf(byHand), [10, 'server_limit']);
    assert.deepEqual(await kindOf(byHand, planned), [5, 'warm_up']);
    assert.deepEqual(await kindOf(planned, byHand), [5, 'warm_up']);
    assert.deepEqual(await kindOf({ ...byHand, most: 4 }, planned), [4, 'server_limit']);
  });
});

describe('several subjects', () => {
  it('all hold, and the one that takes longest is named', async () => {
    const { pace } = paceAt();
    const relay = subject([
      { seconds: 3600, most: 100 },
      { seconds: 86_400, most: 150 },
    ]);
    const gmail = subject([{ seconds: 3600, most: 40 }], 'Gmail over Acme relay');
    const [toGmail, toOthers, more] = await pace.reserve([
      { subjects: [relay, gmail], wanted: 70 },
      { subjects: [relay], wanted: 50 },
      { subjects: [relay], wanted: 50 },
    ]);
    assert.deepEqual([toGmail!.granted, toOthers!.granted, more!.granted], [40, 50, 10]);
    assert.match(toGmail!.waiting!.reason.why, /hourly limit of Gmail over Acme relay \(40\)/);
    assert.equal(toOthers!.waiting, undefined);
    assert.match(more!.waiting!.reason.why, /hourly limit of Acme relay \(100\)/);
  });

  it('of different accounts do not count against each other', async () => {
    const { pace } = paceAt();
    const mine = subject([{ seconds: 60, most: 1 }]);
    const theirs = { ...mine, accountId: await bareAccount(database) };
    const grants = await pace.reserve([
      { subjects: [mine], wanted: 1 },
      { subjects: [theirs], wanted: 1 },
    ]);
    assert.deepEqual(
      grants.map((grant) => grant.granted),
      [1, 1],
    );
  });
});

describe('what was granted and not used', () => {
  it('can be had again at once', async () => {
    const { pace } = paceAt();
    const subjects = [
      subject([
        { seconds: 60, most: 20 },
        { seconds: 3600, most: 10 },
      ]),
    ];
    const [grant] = await pace.reserve([{ subjects, wanted: 1 }]);
    assert.equal((await pace.reserve([{ subjects, wanted: 1 }]))[0]!.granted, 0);
    await pace.giveBack([{ subjects, count: 1, at: grant!.at! }]);
    assert.equal((await pace.reserve([{ subjects, wanted: 1 }]))[0]!.granted, 1);
  });

  it('does not free what others were granted later', async () => {
    const { pace, at } = paceAt();
    const subjects = [subject([{ seconds: 3600, most: 20 }])];
    const [unused] = await pace.reserve([{ subjects, wanted: 10 }]);
    at(1000);
    await pace.reserve([{ subjects, wanted: 10 }]);
    await pace.giveBack([{ subjects, count: 10, at: unused!.at! }]);
    at(3700);
    assert.equal((await pace.reserve([{ subjects, wanted: 100 }]))[0]!.granted, 10);
  });

  it('is nothing any more once its stretch is over', async () => {
    const { pace, at } = paceAt();
    const subjects = [subject([{ seconds: 60, most: 600 }])];
    const [old] = await pace.reserve([{ subjects, wanted: 10 }]);
    at(100);
    const [young] = await pace.reserve([{ subjects, wanted: 29 }]);
    assert.equal(young!.granted, 29);
    await pace.giveBack([{ subjects, count: 10, at: old!.at! }]);
    assert.equal((await pace.reserve([{ subjects, wanted: 30 }]))[0]!.granted, 0);
  });
});

describe('many workers', () => {
  it('keep every limit together, use it up, and all get their part', { timeout: 60_000 }, async () => {
    const workers = Array.from({ length: 8 }, () => openDatabase(url, testDatabaseKey, { connections: 1 }));
    const perSecond = subject([{ seconds: 1, most: 200 }]);
    const perHour = subject([{ seconds: 3600, most: 500 }], 'Gmail');
    const grants: { at: number; granted: number; worker: number }[] = [];
    const ends = performance.now() + 4000;
    await Promise.all(
      workers.map(async (database, worker) => {
        const pace = createPace(database);
        while (performance.now() < ends) {
          // Some ask for the subjects in another order: nobody may end up waiting for each other.
          const subjects = worker % 2 ? [perSecond, perHour] : [perHour, perSecond];
          const [grant] = await pace.reserve([{ subjects, wanted: 5 }]);
          if (grant!.granted > 1) await pace.giveBack([{ subjects, count: 1, at: grant!.at! }]);
          const used = grant!.granted > 1 ? grant!.granted - 1 : grant!.granted;
          grants.push({ at: Date.parse(grant!.at!) / 1000, granted: used, worker });
        }
      }),
    );
    await Promise.all(workers.map((worker) => worker.close()));
    assert.ok(busiest(grants, 1) <= 200, `${busiest(grants, 1)} in a second`);
    const total = grants.reduce((sum, grant) => sum + grant.granted, 0);
    assert.equal(total, 500);
    for (let worker = 0; worker < 8; worker++) {
      const part = grants.filter((g) => g.worker === worker).reduce((sum, grant) => sum + grant.granted, 0);
      assert.ok(part > 10, `worker ${worker} got ${part} of 500`);
    }
  });
});

describe('counters', () => {
  it('that nobody uses any more are forgotten', async () => {
    const [old, young] = [subject([{ seconds: 60, most: 5 }]), subject([{ seconds: 86_400, most: 5 }])];
    const anHourAndMore = createPace(database, () => new Date(Date.now() - 4_000_000));
    await anHourAndMore.reserve([{ subjects: [old, young], wanted: 1 }]);
    await forgetUnused(database);
    const left = await database.asSystem((tx) =>
      tx.query<{ subject: string }>(
        sql`select subject from pace_counters where subject in (${old.subject}, ${young.subject})`,
      ),
    );
    assert.deepEqual(left, [{ subject: young.subject }]);
  });
});
