import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortForm } from './short-form.ts';
import { zombie } from './zombie.ts';

test('workers frozen for longer than their leases, and shorter: nobody is written to twice', async (t) => {
  const { result, problems } = await shortForm(t, zombie, { recipients: 1500, times: 2 });
  assert.deepEqual(problems, []);
  assert.equal(result.longStops, 1);
});
