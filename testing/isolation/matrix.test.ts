import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkIsolation } from './check-isolation.ts';

it('nobody reaches what belongs to another account, and everybody gets the declared answer (CVE-2026-34584, CVE-2024-47053, CVE-2026-22595)', async () => {
  const result = await checkIsolation();
  // For `npm run check`, which reads it.
  const { cases, routes, leaks, wrong, canaries } = result;
  const figures = { cases, leaks: leaks.length, routes, wrong: wrong.length, canaries };
  process.send?.({ news: { figures, faults: [...leaks, ...wrong] } });
  assert.deepEqual(result.leaks, []);
  assert.deepEqual(result.wrong, []);
  assert.ok(result.cases >= 2000, `${result.cases} cases`);
  assert.ok(result.canaries > 30, `${result.canaries} columns hold a canary`);
});
