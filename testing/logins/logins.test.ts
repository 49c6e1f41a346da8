/**
 * Many who log in at once neither fill the memory, nor hold others up, nor break anything: some get in, the rest are asked to come
 * again. The short form is part of `npm test`; `npm run check -- logins` sends 500 at once, or as many as it is told.
 */
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { stormOfLogins } from './storm.ts';

const asked = Number(process.argv[2] ?? 0);

it('logins at once are answered or asked to come again, and hold nobody up', async () => {
  const storm = await stormOfLogins(asked || 120, after);
  process.send?.({ news: { figures: storm, faults: [] } });
  assert.deepEqual(storm.others, {}, 'only 200 and 503');
  assert.equal(storm.withoutRetryAfter, 0);
  assert.ok(storm.entered >= 40, `${storm.entered} got in`);
  assert.equal(storm.entered + storm.turnedAway, storm.logins);
  assert.ok(storm.rssMb < 512, `${storm.rssMb} MB`);
  // What a quiet machine of two cores is held to; the short form runs beside other tests.
  if (asked) assert.ok(storm.p99Ms < 300, `other routes took ${storm.p99Ms} ms`);
});
