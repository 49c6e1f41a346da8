import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crashRun } from './crash-run.ts';

/** Connections a worker holds at most: what can be under way when it is killed. */
const CONNECTIONS = 10;

test('killed again and again in the middle of a run: nobody lost, nobody written to twice', async (t) => {
  const result = await crashRun({
    recipients: 1200,
    kills: 2,
    longestMs: 800,
    delayMs: 15,
    say: (line) => t.diagnostic(line),
  });
  assert.equal(result.kills, 2);
  assert.deepEqual(result.lost, [], 'every recipient has one message in a terminal state');
  assert.deepEqual(result.doubled, [], 'no recipient gets two copies');
  assert.deepEqual(result.phantoms, [], 'what counts as sent has arrived');
  assert.deepEqual(result.unrecorded, [], 'what arrived counts as sent or uncertain');
  const { sent = 0, uncertain = 0, ...others } = result.states;
  assert.deepEqual(others, {});
  assert.equal(sent + uncertain, 1200);
  // Twice, for a life that is killed as it starts may have begun to send.
  assert.ok(
    uncertain <= 2 * result.kills * CONNECTIONS,
    `${uncertain} are uncertain after ${result.kills} kills`,
  );
});
