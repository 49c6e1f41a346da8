import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeBrowser } from './describe-browser.ts';

it('names a browser and its system, and takes no longer for what no browser would say', () => {
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
  assert.equal(describeBrowser(firefox), 'Firefox on Linux');
  const begun = performance.now();
  assert.equal(describeBrowser('Version/ '.repeat(50_000)), 'A program');
  assert.ok(performance.now() - begun < 1_000);
});
