import { setTimeout as pause } from 'node:timers/promises';
import {
  type InstallKey,
  KeyRing,
  newSecret,
  readSecrets,
  writeSecretFile,
} from '#server/platform/crypto/index.ts';
import { ensureLogins } from '#server/platform/database/index.ts';
import { enqueue } from '#server/platform/queue/index.ts';
import {
  FOLLOW_INTERVAL,
  readHolders,
  readSecretKeys,
  replaceCurrentKey,
} from '#server/platform/secrets/index.ts';
import { linkKeyId } from '#server/tracking/index.ts';
import { type TendedKeys, tendKeys, tendKeysJob } from '../tend-keys.ts';
import type { OpenInstall } from './open-install.ts';
import { readStatus } from './status.ts';

/** How long processes that run may take to read the key file again, ms. */
const PATIENCE = 30_000;

export interface Rotation {
  /** The key that was current before; the same as now when an earlier change was brought to its end. */
  before: string;
  current: string;
  tended: TendedKeys;
}

/**
 * Makes another key the one that everything is made with, while the product runs: sees to it that every process knows it,
 * tells the database, and brings what is stored under it. Begun again after it was cut off, it goes on.
 * @throws one sentence that says what has to be done first
 */
export async function rotate(install: OpenInstall, say: (line: string) => void): Promise<Rotation> {
  const before = install.keys.current;
  if (await isUnfinished(install)) {
    say('The last change of the key was cut off; going on with that one …');
    return { before: before.id, current: before.id, tended: await tendUntilAllFollow(install) };
  }
  const next = await chooseNext(install, say);
  await ensureLogins(install.url, [next.database]);
  await requireAllKnow(install, next, say);
  await install.database.asSystem(async (tx) => {
    await replaceCurrentKey(tx, before, next);
    // Goes on with it when this command is cut off.
    await enqueue(tx, tendKeysJob, {}, { key: tendKeysJob });
  });
  install.keys.makeCurrent(next.id);
  say(`From now on everything is made with the key ${next.id}. Bringing what is stored under it …`);
  return { before: before.id, current: next.id, tended: await tendUntilAllFollow(install) };
}

/** Whether something is still stored under a former key. */
async function isUnfinished(install: OpenInstall): Promise<boolean> {
  const { keys } = await readStatus(install);
  return keys.some(({ state, dataKeys, here }) => state === 'former' && here && dataKeys > 0);
}

/** A key that was added by hand, or begun with before; else, where the key is in a file, a new one. */
async function chooseNext(
  { database, keys, config }: OpenInstall,
  say: (line: string) => void,
): Promise<InstallKey> {
  const known = await database.asSystem(readSecretKeys);
  const fresh = keys.all.filter(({ id }) => !known.some((key) => key.id === id));
  if (fresh.length > 1)
    throw new Error(
      `There are ${fresh.length} new keys: ${fresh.map(({ id }) => id).join(', ')}. Leave one of them.`,
    );
  if (fresh[0]) return fresh[0];
  if (config.secretKey !== undefined)
    throw new Error(
      'SECRET_KEY holds no new key. `npm run keys -- new` prints one: add it to SECRET_KEY behind the present one, with a ' +
        'space between them, on every machine; restart them one after the other; then run this again.',
    );
  const secrets = readSecrets(undefined, config.dataDir);
  const made = suitableSecret(keys);
  writeSecretFile(config.dataDir, [...secrets.map((secret) => secret.toString('base64')), made]);
  keys.add(readSecrets(undefined, config.dataDir));
  say('A new key was added to secret.key. Put that file into your backup.');
  return keys.all.at(-1)!;
}

/** A new secret whose links are told from those of the others at a glance. */
export function suitableSecret(keys: KeyRing | undefined): string {
  for (;;) {
    const made = newSecret();
    const id = linkKeyId(new KeyRing([Buffer.from(made, 'base64')]).current.links);
    if (!keys?.links.all.some((key) => linkKeyId(key) === id)) return made;
  }
}

/** What one process makes with the new key, the others must be able to read. */
async function requireAllKnow(
  { database, config }: OpenInstall,
  next: InstallKey,
  say: (line: string) => void,
) {
  const until = performance.now() + (config.secretKey === undefined ? PATIENCE : 0);
  for (let told = false; ; told = true) {
    const holders = await database.asSystem(readHolders);
    const without = holders.filter(({ keyIds }) => !keyIds.includes(next.id)).map(({ process }) => process);
    if (without.length === 0) return;
    if (performance.now() > until)
      throw new Error(
        `Nothing was changed: these processes do not know the key ${next.id} yet: ${without.join(', ')}. Restart them with ` +
          'it, one after the other, and run this again. (What was stopped hard is forgotten after 90 seconds.)',
      );
    if (!told) say(`Waiting until ${without.length} processes have read the new key …`);
    await pause(500);
  }
}

/** Processes that had not noticed yet may have made something under the key before. */
async function tendUntilAllFollow(install: OpenInstall): Promise<TendedKeys> {
  const first = await tendKeys(install);
  await pause(2 * FOLLOW_INTERVAL);
  const rest = await tendKeys(install);
  return {
    wrapped: first.wrapped + rest.wrapped,
    sealed: first.sealed + rest.sealed,
    dropped: first.dropped + rest.dropped,
    unreadable: rest.unreadable,
  };
}
