import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

/** The user that runs the database server; undefined means: whoever runs this process. */
export type ServerUser = { name: string; uid: number; gid: number } | undefined;

/**
 * PostgreSQL refuses to run as root. When we are root it runs as the owner of an existing cluster, so that a
 * cluster made by an ordinary user keeps working, else as `postgres`, else as `nobody`.
 */
export function chooseServerUser(clusterDir: string): ServerUser {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(clusterDir, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { name: `user ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  const user = findUser('postgres') ?? findUser('nobody');
  if (user) return user;
  throw new Error(
    'PostgreSQL does not run as root, and this machine has neither a user "postgres" nor "nobody" to run it as. ' +
      'Start Mail Minion as an ordinary user, or set DATABASE_URL.',
  );
}

/** True when that user can enter the folder by its path, which a parent such as /root (mode 0700) prevents. */
export function canEnter(user: ServerUser, folder: string): boolean {
  const { status } = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], {
    cwd: '/',
    stdio: 'ignore',
    ...asUser(user),
  });
  return status === 0;
}

/** Options for child_process that run a program as this user. */
export function asUser(user: ServerUser): { uid?: number; gid?: number } {
  return user ? { uid: user.uid, gid: user.gid } : {};
}

function findUser(name: string): ServerUser {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  if (!line) return undefined;
  const [, , uid, gid] = line.split(':');
  return { name, uid: Number(uid), gid: Number(gid) };
}
