import { KeyRing, readSecrets, writeSecretFile } from '#server/platform/crypto/index.ts';
import { dropLogins } from '#server/platform/database/index.ts';
import { readHolders, readSecretKeys } from '#server/platform/secrets/index.ts';
import type { OpenInstall } from './open-install.ts';
import { readStatus } from './status.ts';

export interface Forgotten {
  /** Taken out of the key file. */
  removed: string[];
  /** Still in SECRET_KEY here, where only a person can take it out. */
  toRemove: string[];
  /** Former keys whose database logins were dropped. */
  loginsDropped: string[];
  /** Whose logins are still in use by processes that have not been restarted since. */
  loginsInUse: string[];
}

/**
 * Lets go of former keys that nothing needs any more: takes them out of the key file, and drops their database logins once
 * no process works with them.
 * @throws one sentence when something still needs one of them
 */
export async function forget(install: OpenInstall): Promise<Forgotten> {
  const { keys: known } = await readStatus(install);
  const former = known.filter(({ state }) => state === 'former');
  const needed = former.filter(({ here, mayGo }) => here && !mayGo).map(({ id }) => id);
  if (needed.length > 0)
    throw new Error(
      `Something is still stored under ${needed.join(', ')}: run \`npm run keys -- rotate\` or wait for the hourly job, then look at the status.`,
    );
  const here = former.filter((key) => key.here).map(({ id }) => id);
  const isFile = install.config.secretKey === undefined;
  if (isFile && here.length > 0) removeFromFile(install.config.dataDir, here);
  return {
    removed: isFile ? here : [],
    toRemove: isFile ? [] : here,
    ...(await dropUnusedLogins(install)),
  };
}

function removeFromFile(dataDir: string, ids: readonly string[]): void {
  const kept = readSecrets(undefined, dataDir).filter(
    (secret) => !ids.includes(new KeyRing([secret]).current.id),
  );
  writeSecretFile(
    dataDir,
    kept.map((secret) => secret.toString('base64')),
  );
}

async function dropUnusedLogins({ database, url, keys }: OpenInstall) {
  const { known, holders } = await database.asSystem(async (tx) => ({
    known: await readSecretKeys(tx),
    holders: await readHolders(tx),
  }));
  const done: Pick<Forgotten, 'loginsDropped' | 'loginsInUse'> = { loginsDropped: [], loginsInUse: [] };
  for (const { id, login, replacedAt } of known) {
    if (replacedAt === null || keys.current.id === id) continue;
    if (holders.some((holder) => holder.login === login)) done.loginsInUse.push(id);
    else {
      await dropLogins(url, login);
      done.loginsDropped.push(id);
    }
  }
  return done;
}
