import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { askedPause, isGreylisting, isSlowDown, type Said } from './slow-down.ts';

/** Replies as receivers write them. */
function said(line: string): Said {
  const [, code, enhanced, text] = /^(\d{3}) (?:(\d\.\d+\.\d+) )?(.*)$/.exec(line)!;
  return { code: Number(code), enhanced, text: text! };
}

const SLOW_DOWN = [
  '421 Service not available, closing transmission channel',
  '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints',
  '421 4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address',
  '421 RP-001 The mail server IP connecting to us has exceeded the rate limit allowed',
  '421 4.3.2 All server ports are busy',
  '451 4.7.500 Server busy. Please try again later',
  '450 4.7.1 Error: too much mail from 192.0.2.1',
  '450 4.3.2 System not accepting network messages',
  '452 Too many messages in this session',
  '451 Rate limit exceeded, slow down',
  '550 5.7.1 Too many concurrent connections from your address',
  '554 5.7.0 Message throttled',
];

const NOT_SLOW_DOWN = [
  '250 2.0.0 queued',
  '450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents delivery. Rate limit',
  '452 4.2.2 The recipient has too many messages in their mailbox',
  '421 4.4.2 Error: timeout exceeded',
  '451 4.7.1 Greylisting in action, please come back in 5 minutes',
  '450 4.2.0 Recipient address rejected: Greylisted, see http://postgrey.example/',
  '451 4.3.0 Temporary lookup failure',
  '452 4.3.1 Insufficient system storage',
  '452 4.5.3 Too many recipients',
  '550 5.1.1 User unknown',
  '552 5.3.4 Message size exceeds the limit',
  '554 5.7.1 Message rejected as spam',
];

describe('what a reply asks for', () => {
  for (const line of SLOW_DOWN) test(`slow down: ${line}`, () => assert.equal(isSlowDown(said(line)), true));
  for (const line of NOT_SLOW_DOWN) test(`not: ${line}`, () => assert.equal(isSlowDown(said(line)), false));

  test('words of our own, without a reply, ask for nothing', () => {
    assert.equal(isSlowDown({ text: 'Too many connections' }), false);
  });

  test('greylisting is told apart, and only in temporary replies', () => {
    assert.equal(isGreylisting(said('451 4.7.1 Graylisted, try later')), true);
    assert.equal(isGreylisting(said('450 4.2.0 Greylisted for 300 seconds')), true);
    assert.equal(isGreylisting(said('550 5.7.1 Greylisted')), false);
    assert.equal(isGreylisting(said('421 4.7.0 Too many connections')), false);
  });

  test('a wait in words is read, within reason', () => {
    assert.equal(askedPause('try again in 30 seconds'), 30_000);
    assert.equal(askedPause('Please wait 5 minutes'), 300_000);
    assert.equal(askedPause('come back in an hour'), 3_600_000);
    assert.equal(askedPause('retry after 90 hours'), 4 * 3_600_000);
    assert.equal(askedPause('[TSS11] All messages from 192.0.2.1 will be permanently deferred'), 3_600_000);
    assert.equal(askedPause('try again later'), undefined);
  });
});
