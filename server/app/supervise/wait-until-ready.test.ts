import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { keepRunning } from '#server/platform/processes/index.ts';
import { temporaryFolder } from '#testing/temporary-folder.ts';
import { waitUntilReady } from './wait-until-ready.ts';

test('another program that answers on the port is not taken for ours', async (t) => {
  const stranger = createServer((_request, response) => response.end('{"status":"ok"}'));
  await once(stranger.listen(0, '127.0.0.1'), 'listening');
  t.after(() => stranger.close());
  const folder = await temporaryFolder();
  const file = join(folder, 'web.mjs');
  writeFileSync(file, 'setTimeout(() => process.exit(1), 200);');
  const web = keepRunning({ name: 'web server', file, env: () => process.env, say: () => {} });
  t.after(async () => {
    await web.stop(1000);
    rmSync(folder, { recursive: true });
  });
  await assert.rejects(
    waitUntilReady({
      host: '127.0.0.1',
      port: (stranger.address() as AddressInfo).port,
      web,
      children: [web],
      stop: new AbortController().signal,
    }),
    /could not start: The web server stopped unexpectedly/,
  );
});
