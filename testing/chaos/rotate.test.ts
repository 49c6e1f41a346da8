import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rotate } from './rotate.ts';
import { shortForm } from './short-form.ts';

test('the secret key changed in the middle of a run: every message goes out, old links and sessions work', async (t) => {
  const { result, problems } = await shortForm(t, rotate, { recipients: 1_500, times: 3_000 });
  assert.deepEqual(problems, []);
  assert.deepEqual([result.failed, result.uncertain, result.stored], [0, 0, 3_000]);
  t.diagnostic(JSON.stringify(result));
});
