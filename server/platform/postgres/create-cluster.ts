import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Home } from './home.ts';
import { asUser } from './server-user.ts';

/** The superuser of an embedded server, who owns everything in it. */
export const DATABASE = 'mail_minion';
export const SUPERUSER = 'mail_minion';

/**
 * Makes the cluster unless there is one, and gives the superuser's password.
 * initdb works under a passing name, so an interrupted first start leaves nothing that looks finished.
 */
export async function ensureCluster(home: Home, binaries: string): Promise<{ password: string }> {
  const passwordFile = join(home.folder, 'password');
  if (!existsSync(home.cluster)) {
    const password = randomBytes(24).toString('base64url');
    // Before the cluster appears: a cluster whose password was lost would be of no use.
    writeFileSync(passwordFile, password, { mode: 0o600, flush: true });
    await createCluster(home, binaries, password);
  }
  refuseOtherVersion(home, binaries);
  return { password: readFileSync(passwordFile, 'utf8') };
}

async function createCluster(home: Home, binaries: string, password: string): Promise<void> {
  removeDrafts(home.folder);
  // A name of its own: an initdb left over from a killed start may still be writing to its draft.
  const draft = `${home.cluster}.${randomUUID()}`;
  const passwordForInitdb = join(home.folder, `password.${randomUUID()}`);
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordForInitdb, password, { mode: 0o600 });
  if (home.user) {
    chownSync(draft, home.user.uid, home.user.gid);
    chownSync(passwordForInitdb, home.user.uid, home.user.gid);
  }
  chmodSync(draft, 0o700);
  try {
    await runInitdb(home, binaries, draft, passwordForInitdb);
    renameSync(draft, home.cluster);
  } finally {
    rmSync(passwordForInitdb);
  }
}

/** Of starts that were killed: clusters half made, and copies of the password that initdb was to read. */
function removeDrafts(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (/^(cluster|password)\./.test(name))
      rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

async function runInitdb(home: Home, binaries: string, folder: string, passwordFile: string): Promise<void> {
  const options = [
    `--pgdata=${folder}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // PostgreSQL's own locale: the same order and case rules on every machine, whatever its C library.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
  ];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(join(binaries, 'initdb'), options, {
    cwd: '/',
    env: serverEnvironment(),
    // Ctrl-C during the first start must not tear it down half way: the supervisor waits for this second or two.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...asUser(home.user),
  });
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  child.once('error', reject);
  child.once('close', (code) => {
    if (code === 0) resolve();
    else
      reject(
        new Error(`The database could not be created: ${complaint.trim() || `initdb ended with ${code}`}`),
      );
  });
  return promise;
}

/** Nothing of ours or the caller's: PGDATA, PGPORT or a locale would change what the server does. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}

/** A newer PostgreSQL cannot read an older one's files, and says so less clearly. */
function refuseOtherVersion(home: Home, binaries: string): void {
  const existing = readFileSync(join(home.cluster, 'PG_VERSION'), 'utf8').trim();
  const catalog = readFileSync(join(binaries, '..', 'share', 'postgresql', 'postgres.bki'), 'utf8');
  const packaged = /^# PostgreSQL (\d+)/.exec(catalog)?.[1];
  if (existing === packaged) return;
  throw new Error(
    `The database in ${home.cluster} was made by PostgreSQL ${existing}, and this Mail Minion brings ${packaged}. ` +
      'Nothing was changed. Start the version of Mail Minion that made it, or move its data over with pg_dump.',
  );
}
