import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { startSink } from './start-sink.ts';

const running = new AsyncDisposableStack();
after(() => running.disposeAsync());
const sink = await startSink(running);

test('a message ends at its final dot and nowhere else, however it is cut into pieces', async () => {
  const body = 'Subject: dots\r\n\r\n.. stuffed\r\n\n.\n\r.\r\r\n.x\r\nend\r\n';
  const transaction = (number: number) =>
    `MAIL FROM:<a@b.example>\r\nRCPT TO:<reader${number}@c.example>\r\nDATA\r\n${body}.\r\n`;
  const pieces = [1, 2, 3, 4, 5, 7, 1000];
  await sink.begin({
    campaign: 'dots',
    recipients: pieces.length + 1,
    sampleEvery: 1,
    notifyAt: pieces.length,
  });
  for (const [index, size] of pieces.entries()) {
    const socket = await open();
    const octets = Buffer.from(`EHLO here\r\n${transaction(index + 1)}QUIT\r\n`);
    for (let at = 0; at < octets.length; at += size) {
      socket.write(octets.subarray(at, at + size));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await once(socket, 'end');
  }
  await sink.reached();
  const { received, missing, doubled, strangers, samples } = await sink.report();
  assert.deepEqual(
    { received, missing, doubled, strangers },
    { received: 7, missing: 1, doubled: 0, strangers: 0 },
  );
  for (const { text } of samples) assert.equal(text, body.replace('\r\n..', '\r\n.'));
});

test('several messages in one piece, and one to the same person twice', async () => {
  await sink.begin({ campaign: 'twice', recipients: 2, notifyAt: 3 });
  const socket = await open();
  const one = (number: number) => `MAIL FROM:<>\r\nRCPT TO:<reader${number}@c.example>\r\nDATA\r\n.\r\n`;
  socket.write(`EHLO here\r\n${one(1)}${one(1)}${one(9)}QUIT\r\n`);
  await once(socket, 'end');
  await sink.reached();
  const { received, missing, doubled, strangers } = await sink.report();
  assert.deepEqual(
    { received, missing, doubled, strangers },
    { received: 3, missing: 1, doubled: 1, strangers: 1 },
  );
});

test('messages in chunks of announced size, taken as they are', async () => {
  const pieces = [1, 3, 1000];
  const body = 'Subject: chunks\r\n\r\n.\r\n..\r\nBDAT 5 LAST\r\n';
  await sink.begin({
    campaign: 'chunks',
    recipients: pieces.length,
    sampleEvery: 1,
    notifyAt: pieces.length,
  });
  for (const [index, size] of pieces.entries()) {
    const socket = await open();
    const octets = Buffer.from(
      `EHLO here\r\nMAIL FROM:<>\r\nRCPT TO:<reader${index + 1}@c.example>\r\n` +
        `BDAT 10\r\n${body.slice(0, 10)}BDAT ${body.length - 10} LAST\r\n${body.slice(10)}QUIT\r\n`,
    );
    for (let at = 0; at < octets.length; at += size) {
      socket.write(octets.subarray(at, at + size));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await once(socket, 'end');
  }
  await sink.reached();
  const { received, missing, doubled, samples } = await sink.report();
  assert.deepEqual({ received, missing, doubled }, { received: 3, missing: 0, doubled: 0 });
  for (const { text } of samples) assert.equal(text, body);
});

async function open(): Promise<Socket> {
  const socket = connect(sink.port, '127.0.0.1').setNoDelay(true);
  socket.resume();
  await once(socket, 'connect');
  return socket;
}
