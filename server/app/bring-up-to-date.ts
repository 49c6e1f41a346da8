import { needsSetUp, publishOriginals } from '#server/accounts/index.ts';
import { migrate, openDatabase } from '#server/platform/database/index.ts';

/**
 * Brings a database to this version: its schema, and the policies of an install that was set up before there were any.
 * @param key InstallKeys.database
 */
export async function bringUpToDate(
  url: string,
  key: Buffer,
): Promise<{ applied: string[]; needsSetUp: boolean }> {
  const { applied } = await migrate(url, key);
  const database = openDatabase(url, key, { connections: 1 });
  try {
    await database.asSystem(publishOriginals);
    return { applied, needsSetUp: await needsSetUp(database) };
  } finally {
    await database.close();
  }
}
