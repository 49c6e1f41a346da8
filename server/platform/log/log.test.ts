import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createLog } from './index.ts';

it('shows what strangers say without letting it steer a terminal or pass for a line of ours', () => {
  const lines: string[] = [];
  const log = createLog('worker', 'info', (text) => void lines.push(text), true);
  log.warn('the server said no', { reply: '550 \u001b[2J\u009b1m\u202eno\r\nweb: all is well', count: 2 });
  assert.deepEqual(lines, [
    'worker warn: the server said no reply=550 \\u001b[2J\\u009b1m\\u202eno\n  | web: all is well count=2\n',
  ]);
});

it('leaves out addresses, in whatever text they come', () => {
  const lines: string[] = [];
  const log = createLog('worker', 'info', (text) => void lines.push(text), true);
  const said = "550 <ana.o'neill+x@people.example> unknown, try bo@bücher.example";
  log.warn('no', { reply: said, at: 'node_modules/@fastify/cookie/index.js:1:2 pkg@1.2.3' });
  assert.deepEqual(lines, [
    'worker warn: no reply=550 <[address]> unknown, try [address] at=node_modules/@fastify/cookie/index.js:1:2 pkg@1.2.3\n',
  ]);
});

it('takes no longer for a word without end than for others', () => {
  const lines: string[] = [];
  const log = createLog('worker', 'info', (text) => void lines.push(text));
  const begun = performance.now();
  log.warn('no', { reply: `${'a'.repeat(300_000)} ${'b'.repeat(100)}@people.example` });
  assert.ok(performance.now() - begun < 2_000);
  assert.doesNotMatch(lines[0]!, /people/);
});
