import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kill, resend } from './kill.ts';
import { shortForm } from './short-form.ts';

test('workers killed in the middle of a run: nobody lost, nobody written to twice', async (t) => {
  const { result, problems } = await shortForm(t, kill, { recipients: 1500, times: 4 });
  assert.deepEqual(problems, []);
  assert.ok(result.kills >= 4);
});

test('the same for an account that rather sends twice: nothing stays uncertain', async (t) => {
  const { result, problems } = await shortForm(t, resend, { recipients: 600, times: 2 });
  assert.deepEqual(problems, []);
  assert.equal(result.uncertain, 0);
});
