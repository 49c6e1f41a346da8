/**
 * A delivery engine as a process of its own, for tests that kill it: `node run-engine.ts DATABASE_URL SMTP_PORT`. It
 * sends over the sending servers in the database, and where there is none to the port, or nowhere when that is 0.
 */
import {
  createMxWays,
  createPace,
  createWays,
  mailWay,
  smtpTransport,
  startEngine,
  Tally,
} from '#server/delivery/index.ts';
import { soleKey } from '#server/platform/crypto/index.ts';
import { openDatabase } from '#server/platform/database/index.ts';
import { createLog } from '#server/platform/log/index.ts';
import { createLinkMaker } from '#server/tracking/index.ts';
import { testSecrets } from '#testing/secrets.ts';
import { testDatabaseKey } from './database.ts';

const [url = '', port = ''] = process.argv.slice(2);
const key = Buffer.alloc(32, 1);
const connections = 5;
const worker = `test:${process.pid}`;
const log = createLog('engine', 'error');
const database = openDatabase(url, testDatabaseKey, { connections: 4 });
const mx = createMxWays({ log });
const ways = createWays({
  database,
  mx,
  transport: smtpTransport,
  mailWay: mailWay({ smtpUrl: `smtp://127.0.0.1:${port}`, sandboxPort: 0, sandboxKeys: soleKey(key) }),
  secrets: testSecrets(database),
  connections,
  worker,
  log,
});
await ways.start();
const engine = await startEngine({
  database,
  ways,
  pace: createPace(database),
  tally: new Tally(database),
  links: createLinkMaker({ baseUrl: 'https://mail.example', keys: soleKey(key) }),
  secrets: testSecrets(database),
  connections,
  worker,
  log,
  onFinished: async () => {},
});
process.on('SIGTERM', async () => {
  await engine.stop();
  await ways.stop();
  process.exit(0);
});
process.stdout.write('running\n');
