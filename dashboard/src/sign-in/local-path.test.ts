import assert from 'node:assert/strict';
import { it } from 'node:test';
import { localPath, loginOnTheWayTo, wayOn } from './local-path.ts';

it('leads to a path of ours after logging in, never to another address (open redirect)', () => {
  const elsewhere = [
    ...['//evil.example', '///evil.example', '/\\evil.example', '\\\\evil.example', 'https://evil.example'],
    ...['javascript:alert(1)', '/\tevil', '/\n/evil.example', ' /lists', '/lists//evil.example'],
    ...['/.//evil.example', '/..//evil.example', '', 'lists', '/lists\u0000', '/lists\u2028'],
  ];
  for (const wanted of elsewhere) assert.equal(localPath(wanted), '/', JSON.stringify(wanted));
  assert.equal(localPath(null), '/');
  const here = 'https://here.example';
  for (const wanted of [
    '/',
    '/campaigns/1?tab=a#b',
    '/?welcome=1',
    '/operator',
    '/@evil.example',
    '/%5cevil.example',
  ]) {
    assert.equal(localPath(wanted), wanted);
    assert.equal(new URL(wanted, here).origin, here);
  }
});

it('leads over the login and back, and leaves behind the # what stands there: it may be a secret', () => {
  for (const wanted of ['/', '/?welcome=1', '/confirm-new-address#s3cret', '/campaigns?state=sent#a#b']) {
    const { search, hash } = loginOnTheWayTo(wanted);
    assert.doesNotMatch(search.next ?? '', /#|s3cret/);
    assert.equal(wayOn(search.next, hash && `#${hash}`), wanted);
  }
  assert.deepEqual(loginOnTheWayTo('//evil.example#x'), loginOnTheWayTo('/'));
  assert.equal(wayOn(undefined, '#s3cret'), '/');
  assert.equal(wayOn('//evil.example', '#x'), '/');
});
