import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { newId } from '#server/platform/ids/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import type { CapturedEvent } from './capture/captured-event.ts';
import { type RecorderOptions, startRecorder } from './recorder.ts';
import { encodeLines } from './spool/lines.ts';

/** A stand-in for the far end: keeps what it is given, and fails the way a database or a bad event does. */
function store() {
  const kept: CapturedEvent[] = [];
  const far = {
    kept,
    away: false,
    poison: undefined as string | undefined,
    batches: 0,
    async ingest(events: readonly CapturedEvent[]) {
      far.batches += 1;
      if (far.away) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      if (events.some(({ id }) => id === far.poison))
        throw Object.assign(new Error('bad value'), { code: '22P05' });
      kept.push(...events.filter(({ id }) => !kept.some((event) => event.id === id)));
    },
  };
  return far;
}

function scene(options: Partial<RecorderOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'mail-minion-recorder-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const far = store();
  const start = () =>
    // Timers are set far off: the tests say when something is to happen.
    startRecorder({
      ingest: (events) => far.ingest(events),
      folder,
      log: silentLog,
      flushEveryMs: 60_000,
      retryEveryMs: 60_000,
      ...options,
    });
  const spooled = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\d+\.jsonl$/.test(name));
  return { folder, far, start, spooled };
}

function event(kind: CapturedEvent['kind'] = 'opened'): CapturedEvent {
  return {
    id: newId(),
    at: new Date().toISOString(),
    kind,
    accountId: randomUUID(),
    sendId: randomUUID(),
    position: 1,
    contactId: null,
    url: null,
    machine: false,
    detail: { ip: '192.0.2.0/24', userAgent: 'test', client: 'Other' },
  };
}
const ids = (events: CapturedEvent[]) => events.map(({ id }) => id);

test('events are stored in batches and in order', async () => {
  const { far, start } = scene({ batchSize: 10 });
  const recorder = await start();
  const events = Array.from({ length: 25 }, () => event());
  for (const each of events) recorder.record(each);
  await recorder.stop();
  assert.deepEqual(ids(far.kept), ids(events));
  assert.equal(far.batches, 3);
});

test('while the database is away everything waits on disk in order, and comes after it is back', async () => {
  const { far, start, spooled } = scene({ batchSize: 4 });
  const recorder = await start();
  far.away = true;
  const events = Array.from({ length: 10 }, () => event());
  for (const each of events.slice(0, 9)) recorder.record(each);
  await recorder.recordDurably(events[9]!);
  assert.equal(far.kept.length, 0);
  assert.equal(spooled().length, 1);
  far.away = false;
  await recorder.flush();
  assert.deepEqual(ids(far.kept), ids(events));
  assert.equal(spooled().length, 0);
  await recorder.stop();
});

test('what a process left on disk when it died is taken up at the next start', async () => {
  const { folder, far, start, spooled } = scene();
  const left = [event(), event('unsubscribed'), event()];
  const dead = join(folder, newId());
  mkdirSync(dead);
  writeFileSync(join(dead, 'lock'), JSON.stringify({ pid: 999_999_999, identity: 'gone', note: '' }));
  writeFileSync(join(dead, '000000001.jsonl'), encodeLines(left.slice(0, 2)));
  writeFileSync(join(dead, '000000002.jsonl'), encodeLines(left.slice(2)));
  // Killed in the middle of a line: nobody was told that it counts.
  appendFileSync(join(dead, '000000002.jsonl'), JSON.stringify(event()).slice(0, 40));
  const recorder = await start();
  await recorder.flush();
  assert.deepEqual(ids(far.kept), ids(left));
  assert.equal(spooled().length, 0);
  await recorder.stop();
  assert.deepEqual(readdirSync(folder), []);
});

test('the spool of a living process is left alone', async () => {
  const { far, start, spooled } = scene();
  const first = await start();
  far.away = true;
  await first.recordDurably(event('unsubscribed'));
  const second = await start();
  far.away = false;
  await second.stop();
  assert.equal(spooled().length, 1);
  await first.stop();
  assert.equal(far.kept.length, 1);
});

test('a line that cannot be read is kept for people and holds up nothing', async () => {
  const { folder, far, start } = scene();
  const dead = join(folder, newId());
  mkdirSync(dead);
  const good = [event(), event()];
  const [one, two] = good.map((each) => encodeLines([each]).toString());
  writeFileSync(join(dead, '000000001.jsonl'), `${one}{"id": "broken\n\0\0\0\n${two}`);
  const recorder = await start();
  await recorder.stop();
  assert.deepEqual(ids(far.kept), ids(good));
  assert.equal(readFileSync(join(folder, 'bad.jsonl'), 'utf8'), '{"id": "broken\n\0\0\0\n');
});

test('one event that cannot be stored is put aside, the rest of its batch is stored', async () => {
  const { folder, far, start } = scene();
  const recorder = await start();
  const events = Array.from({ length: 9 }, () => event());
  far.poison = events[4]!.id;
  for (const each of events) recorder.record(each);
  await recorder.stop();
  assert.deepEqual(ids(far.kept), ids(events.filter((_, index) => index !== 4)));
  assert.deepEqual(JSON.parse(readFileSync(join(folder, 'bad.jsonl'), 'utf8')), events[4]);
});

test('at the bounds opens are dropped and people leaving are not', async () => {
  const { far, start } = scene({ maxHeld: 3, maxSpoolBytes: 1 });
  const recorder = await start();
  far.away = true;
  for (let count = 0; count < 5; count++) recorder.record(event());
  const leaving = event('unsubscribed');
  await recorder.recordDurably(leaving);
  recorder.record(event());
  const late = event('unsubscribed');
  await recorder.recordDurably(late);
  far.away = false;
  await recorder.stop();
  assert.deepEqual(ids(far.kept).slice(3), [leaving.id, late.id]);
  assert.equal(far.kept.length, 5);
});

test('when neither database nor disk takes it, whoever leaves is told and the rest is kept', async () => {
  const { folder, far, start } = scene();
  const recorder = await start();
  far.away = true;
  const own = readdirSync(folder)[0]!;
  rmSync(join(folder, own), { recursive: true });
  const opened = event();
  recorder.record(opened);
  await assert.rejects(recorder.recordDurably(event('unsubscribed')), { code: 'ENOENT' });
  far.away = false;
  await recorder.stop();
  assert.deepEqual(ids(far.kept), [opened.id]);
});

test('a database that does not answer counts as away', async () => {
  const { far, start, spooled } = scene({ patienceMs: 20 });
  const { promise: never } = Promise.withResolvers<void>();
  const ingest = far.ingest;
  far.ingest = () => never;
  const recorder = await start();
  await recorder.recordDurably(event('unsubscribed'));
  assert.equal(spooled().length, 1);
  far.ingest = ingest;
  await recorder.stop();
  assert.equal(far.kept.length, 1);
});
