import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { loadConfig } from '#server/platform/config/index.ts';
import { freeLoopbackPort, type HeldPort } from '#server/platform/processes/index.ts';
import { takeContentPort, takeWebPort } from './take-ports.ts';

const silent = () => undefined;

test('of two that start at once, each has ports of its own from the first moment', async () => {
  const config = { ...loadConfig({}), port: await freeLoopbackPort() };
  const start = async () => {
    const web = await takeWebPort(config, silent);
    return [web, await takeContentPort(config, web.port)] as HeldPort[];
  };
  const held = (await Promise.all([start(), start()])).flat();
  assert.equal(new Set(held.map(({ port }) => port)).size, 4);
  assert.ok(held.some(({ port }) => port === config.port));

  // Released, it is there to be listened on at once.
  const [{ port, release }] = held as [HeldPort];
  await release();
  const server = createServer();
  await new Promise<void>((listening, failed) =>
    server.once('error', failed).listen(port, config.host, listening),
  );
  server.close();
  for (const other of held.slice(1)) await other.release();
});

test('a port that somebody asked for is refused when it is taken', async () => {
  const held = await takeWebPort(loadConfig({ PORT: '0' }), silent);
  const asked = loadConfig({ PORT: String(held.port), CONTENT_PORT: String(held.port) });
  await assert.rejects(
    takeWebPort(asked, silent),
    /^Error: PORT=\d+ cannot be used: another program uses it/,
  );
  await assert.rejects(takeContentPort(asked, 1), /^Error: CONTENT_PORT=\d+ cannot be used/);
  await held.release();
});
