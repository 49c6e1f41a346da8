import assert from 'node:assert/strict';
import { test } from 'node:test';
import { database } from './database.ts';
import { pauses } from './pause.ts';
import { race } from './race.ts';
import { shortForm } from './short-form.ts';
import { smtp } from './smtp.ts';
import { workers } from './workers.ts';

test('PostgreSQL killed in the middle of a run: nothing is lost, and sending goes on', async (t) => {
  const { problems } = await shortForm(t, database, { recipients: 1000, times: 1 });
  assert.deepEqual(problems, []);
});

test('a difficult mail server: every message ends as it should', async (t) => {
  const { result, problems } = await shortForm(t, smtp, { recipients: 250, times: 1 });
  assert.deepEqual(problems, []);
  assert.ok(result.uncertain > 0, 'those cut off after their dot');
});

test('paused, resumed, cancelled, and left by people: nothing passes the gate after its time', async (t) => {
  const { problems } = await shortForm(t, pauses, { recipients: 1500, times: 6 });
  assert.deepEqual(problems, []);
});

test('50 requests at once to send a campaign: one run', async (t) => {
  const { result, problems } = await shortForm(t, race, { recipients: 100, times: 50 });
  assert.deepEqual(problems, []);
  assert.equal(result.runs, 1);
});

test('three workers share a campaign, one of which joined late from elsewhere', async (t) => {
  const { result, problems } = await shortForm(t, workers, { recipients: 6000, times: 1 });
  assert.deepEqual(problems, []);
  assert.equal(Object.keys(result.shares as object).filter((name) => name !== 'not seen').length, 3);
});
