import { chmodSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { LockHeldError, takeLock } from '#server/platform/processes/index.ts';

export type DataDirClaim = {
  /** The folder's path, absolute and free of links. */
  dataDir: string;
  /** Says where the product is reached, for the message a second start shows. */
  describe(address: string): void;
  release(): void;
};

/** Makes DATA_DIR if need be and claims it for this run. Throws one sentence when another run has it. */
export function claimDataDir(path: string): DataDirClaim {
  if (!existsSync(path)) {
    mkdirSync(path, { recursive: true });
    // Each file inside guards itself. Root lets others pass through, for the database's user has its cluster there.
    chmodSync(path, process.getuid?.() === 0 ? 0o711 : 0o700);
  }
  const dataDir = realpathSync(path);
  try {
    return { dataDir, ...takeLock(join(dataDir, 'lock'), 'which is still starting') };
  } catch (error) {
    if (!(error instanceof LockHeldError)) throw error;
    const { pid, note } = error.holder;
    throw new Error(
      `Mail Minion is already running on ${dataDir} (${note}, process ${pid}); ` +
        'stop that one first, or set DATA_DIR to another folder and PORT to another port.',
      { cause: error },
    );
  }
}
