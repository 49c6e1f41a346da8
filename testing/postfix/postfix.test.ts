/** The whole product into Debian's Postfix, in short; `npm run chaos -- postfix` and `postfix-mx` are the long forms. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postfix, postfixMx } from '../chaos/postfix.ts';
import { shortForm } from '../chaos/short-form.ts';
import { postfixMissing } from './start-postfix.ts';

const size = { recipients: 300, times: 1 };

test('Postfix as a relay takes a campaign without a complaint', { skip: postfixMissing() }, async (t) => {
  const { result, problems } = await shortForm(t, postfix, size);
  assert.deepEqual(problems, []);
  assert.equal(result.accepted, size.recipients);
});

test('so does Postfix as the mail host of the recipients', { skip: postfixMissing() }, async (t) => {
  const { result, problems } = await shortForm(t, postfixMx, size);
  assert.deepEqual(problems, []);
  assert.equal(result.accepted, size.recipients);
});
