import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setUpInstall, startTestApp } from '#testing/app.ts';
import { getSetup } from './contract.ts';

const app = await startTestApp();

describe('set-up', () => {
  it('creates the operator once and logs in', async () => {
    const first = app.visitor();
    assert.equal((await first.call(getSetup)).needed, true);
    const [session, second] = await Promise.allSettled([setUpInstall(first), setUpInstall(app.visitor())]);
    assert.deepEqual([session.status, second.status].sort(), ['fulfilled', 'rejected']);
    assert.equal((await first.call(getSetup)).needed, false);
  });
});
