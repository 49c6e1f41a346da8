import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, it } from 'node:test';
import { silentLog } from '../log/index.ts';
import { createServer } from './server.ts';

it('lets nobody hold a connection by sending a body drop by drop', async () => {
  const server = await createServer({ log: silentLog, trustProxy: false, bodyPatience: 50 });
  after(() => server.close());
  server.post('/', { config: { permission: 'public' } }, async () => 'done');
  const { port } = new URL(await server.listen({ port: 0, host: '127.0.0.1' }));
  const socket = connect(Number(port), '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{');
  const closed = new Promise((resolve) => socket.on('close', resolve).on('error', () => {}));
  await closed;
  const whole = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  assert.equal(await whole.text(), 'done');
});
