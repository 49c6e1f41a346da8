/** The whole product into Debian's Postfix, in short; `npm run chaos -- postfix` is the long form. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postfixRun } from './postfix-run.ts';
import { postfixMissing } from './start-postfix.ts';

const RECIPIENTS = 300;

for (const [way, as] of [['relay', 'a relay']] as const) {
  test(`Postfix as ${as} takes a campaign without a complaint`, { skip: postfixMissing() }, async () => {
    await using running = new AsyncDisposableStack();
    const { accepted, complaints } = await postfixRun({ way, recipients: RECIPIENTS, running });
    assert.deepEqual(complaints, []);
    assert.equal(accepted, RECIPIENTS);
  });
}
