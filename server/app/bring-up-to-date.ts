import type { KeyRing } from '#server/platform/crypto/index.ts';
import { ensureLogins, migrate, openDatabase } from '#server/platform/database/index.ts';
import {
  createSecrets,
  noteFirstKey,
  readSecretKeys,
  requireFittingKey,
  requireReadable,
} from '#server/platform/secrets/index.ts';
import { publishOriginals } from '#server/policies/index.ts';
import { needsSetUp } from '#server/registration/index.ts';
import { sealedColumns } from './sealed-columns.ts';
import { type KeySource, whereKeysAre } from './where-keys-are.ts';

/**
 * Brings a database to this version: its schema, the logins of every key, and the policies of an install that was set up
 * before there were any. Changes nothing before it knows that the key fits.
 * @throws one sentence when it does not
 */
export async function bringUpToDate(
  url: string,
  keys: KeyRing,
  source: KeySource,
): Promise<{ applied: string[]; needsSetUp: boolean }> {
  await requireFittingKey(url, keys, whereKeysAre(source));
  const { applied } = await migrate(url, keys.database);
  await ensureLogins(
    url,
    keys.all.slice(1).map(({ database }) => database),
  );
  const database = openDatabase(url, keys.database, { connections: 1 });
  try {
    const secrets = createSecrets({ database, keys });
    await database.asSystem(async (tx) => {
      if ((await readSecretKeys(tx)).length > 0) return;
      await requireReadable(tx, secrets, sealedColumns, whereKeysAre(source));
      await noteFirstKey(tx, keys.current);
    });
    await database.asSystem(publishOriginals);
    return { applied, needsSetUp: await needsSetUp(database) };
  } finally {
    await database.close();
  }
}
