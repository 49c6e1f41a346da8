import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, realpathSync, rmdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { canEnter, chooseServerUser, type ServerUser } from './server-user.ts';

/** Where root keeps the clusters that the server's user could not reach inside a DATA_DIR. */
const FALLBACK = '/var/lib/mail-minion';

/**
 * The folder of one embedded server, its path free of links. It belongs to whoever runs the product, not to the
 * server's user: only `cluster` inside is the server's own. Root writes files here, and must never do so in a
 * folder where a less trusted user could have planted a link.
 */
export type Home = { folder: string; cluster: string; user: ServerUser };

/** Finds or makes `dataDir`/postgres, or behind that name a folder elsewhere when the server's user cannot enter it. */
export function prepareHome(dataDir: string, log: (line: string) => void): Home {
  const place = join(dataDir, 'postgres');
  makeFolder(dataDir);
  if (!lstatSync(place, { throwIfNoEntry: false })) makeFolder(place);
  const home = describe(place);
  if (canEnter(home.user, home.folder)) return home;
  if (existsSync(home.cluster)) {
    throw new Error(
      `The database in ${place} belongs to ${home.user?.name}, who may not enter that folder. ` +
        'Make every folder above it accessible (chmod a+x) and start again.',
    );
  }
  const elsewhere = describe(moveElsewhere(dataDir, place, log));
  if (canEnter(elsewhere.user, elsewhere.folder)) return elsewhere;
  throw new Error(
    `The database cannot run as ${elsewhere.user?.name}, who may enter neither ${dataDir} nor ${FALLBACK}. ` +
      'Make the folders above DATA_DIR accessible (chmod a+x), or set DATA_DIR to another folder.',
  );
}

function describe(place: string): Home {
  const folder = realpathSync(place);
  const cluster = join(folder, 'cluster');
  return { folder, cluster, user: chooseServerUser(cluster) };
}

function moveElsewhere(dataDir: string, place: string, log: (line: string) => void): string {
  const folder = makeUnusedFolder(
    createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 12),
  );
  rmdirSync(place);
  symlinkSync(folder, place);
  log(`The database is kept in ${folder}: its user cannot enter ${dataDir}.`);
  return place;
}

/** One that is there already belonged to a DATA_DIR that was deleted: whoever did that wanted to begin anew. */
function makeUnusedFolder(name: string): string {
  for (let number = 1; ; number++) {
    const folder = join(FALLBACK, number === 1 ? name : `${name}-${number}`);
    if (existsSync(folder)) continue;
    makeFolder(FALLBACK);
    makeFolder(folder);
    return folder;
  }
}

/** For the owner alone; when that is root, the server's user must be able to pass through, but not to look. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  mkdirSync(path, { recursive: true });
  chmodSync(path, process.getuid?.() === 0 ? 0o711 : 0o700);
}
