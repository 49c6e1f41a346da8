import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortForm } from './short-form.ts';
import { tarpit } from './tarpit.ts';

test('one domain of twenty that never answers holds up nobody else', async (t) => {
  const { result, problems } = await shortForm(t, tarpit, { recipients: 600, times: 0 });
  assert.deepEqual(problems, []);
  assert.ok((result.stuck as number) > 0, 'it does hang');
});
