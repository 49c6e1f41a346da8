import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classify } from './classify.ts';
import { readVisitor, truncateIp } from './visitor.ts';

const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const gmailProxy =
  'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';
const yahooProxy = 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html';
const gmailPrefetch =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0';
const outlook = 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)';

/** Agent, who opened, who clicked; undefined is a person. */
const cases: [agent: string, opened: string | undefined, clicked: string | undefined, client: string][] = [
  [chrome, undefined, undefined, 'Chrome'],
  [gmailProxy, undefined, undefined, 'Gmail'],
  [yahooProxy, undefined, undefined, 'Yahoo Mail'],
  [outlook, undefined, 'office-preview', 'Outlook'],
  ['Mozilla/5.0', 'apple-privacy', undefined, 'Apple Mail'],
  [gmailPrefetch, 'gmail-prefetch', undefined, 'Edge'],
  ['', 'no-user-agent', 'no-user-agent', 'Other'],
  ['Barracuda Sentinel (EE)', 'scanner', 'scanner', 'Other'],
  [`${chrome} BingPreview/1.0b`, 'scanner', 'scanner', 'Chrome'],
  ['python-requests/2.32', 'scanner', 'scanner', 'Other'],
  ['Go-http-client/2.0', 'scanner', 'scanner', 'Other'],
  ['Mozilla/5.0 (compatible; Googlebot/2.1)', 'scanner', 'scanner', 'Other'],
];

for (const [agent, opened, clicked, client] of cases) {
  test(`who says “${agent.slice(0, 60)}” is ${opened ?? 'a person'} opening, ${clicked ?? 'a person'} clicking`, () => {
    assert.equal(classify('opened', agent).verdict?.why, opened);
    assert.equal(classify('clicked', agent).verdict?.why, clicked);
    assert.equal(classify('unsubscribed', agent).machine, false);
    assert.equal(readVisitor({ ip: '192.0.2.7', headers: { 'user-agent': agent } }).client, client);
  });
}

test('addresses are kept as networks only', () => {
  assert.equal(truncateIp('192.0.2.77'), '192.0.2.0/24');
  assert.equal(truncateIp('::ffff:192.0.2.77'), '192.0.2.0/24');
  assert.equal(truncateIp('2001:db8:abcd:12:3456::1'), '2001:db8:abcd::/48');
  assert.equal(truncateIp('2001:db8::1'), '2001:db8:0::/48');
  assert.equal(truncateIp('::1'), '0:0:0::/48');
  assert.equal(truncateIp('fe80::1%eth0'), 'fe80:0:0::/48');
  assert.equal(truncateIp('2001:0db8:00ab:0:0:0:0:1'), '2001:db8:ab::/48');
  assert.equal(truncateIp('not an address'), '');
});
