import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * An empty folder for one test, which removes it. Others may pass through: when root runs the tests, the database's
 * user could not reach its cluster otherwise, and the product would keep it somewhere else.
 */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mail-minion-'));
  await chmod(folder, 0o711);
  return folder;
}
