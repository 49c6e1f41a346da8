/** A delivery engine as a process of its own, for tests that kill it: `node run-engine.ts DATABASE_URL SMTP_PORT`. */
import { mailWay, smtpTransport, startEngine } from '#server/delivery/index.ts';
import { openDatabase } from '#server/platform/database/index.ts';
import { createLog } from '#server/platform/log/index.ts';
import { createLinkMaker } from '#server/tracking/index.ts';
import { testDatabaseKey } from './database.ts';
import { oneWay } from './one-way.ts';

const [url = '', port = ''] = process.argv.slice(2);
const key = Buffer.alloc(32, 1);
const way = mailWay({ smtpUrl: `smtp://127.0.0.1:${port}`, sandboxPort: 0, sandboxKey: key });
const engine = await startEngine({
  database: openDatabase(url, testDatabaseKey, { connections: 4 }),
  ways: oneWay({ route: way.routeFor(''), transport: smtpTransport, connections: 5 }),
  links: createLinkMaker({ baseUrl: 'https://mail.example', key }),
  envelopeKey: key,
  connections: 5,
  worker: `test:${process.pid}`,
  log: createLog('engine', 'error'),
  onFinished: async () => {},
});
process.on('SIGTERM', async () => {
  await engine.stop();
  process.exit(0);
});
process.stdout.write('running\n');
