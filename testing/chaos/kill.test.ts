import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kill } from './kill.ts';
import { shortForm } from './short-form.ts';

test('workers killed in the middle of a run: nobody lost, nobody written to twice', async (t) => {
  const { result, problems } = await shortForm(t, kill, { recipients: 1500, times: 4 });
  assert.deepEqual(problems, []);
  assert.ok(result.kills >= 4);
});
