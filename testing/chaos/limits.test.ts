import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from './limits.ts';
import { shortForm } from './short-form.ts';

test('three workers, some of them killed, exceed no limit in any stretch of time', async (t) => {
  const { result, problems } = await shortForm(t, limits, { recipients: 300, times: 2 });
  assert.deepEqual(problems, []);
  assert.ok(result.kills >= 2);
});
