import { chmodSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { LockHeldError, takeLock } from '#server/platform/processes/index.ts';

type DataDirClaim = {
  /** The folder's path, absolute and free of links. */
  dataDir: string;
  /** Says where the product is reached, for the message a second start shows. */
  describe(address: string): void;
  release(): void;
};

/** Makes DATA_DIR if need be and claims it for this run. Throws one sentence when another run has it. */
export function claimDataDir(path: string): DataDirClaim {
  try {
    makeFolder(path);
    const dataDir = realpathSync(path);
    return { dataDir, ...takeLock(join(dataDir, 'lock'), 'which is still starting') };
  } catch (error) {
    throw new Error(explain(error as Error, path), { cause: error });
  }
}

function makeFolder(path: string): void {
  if (existsSync(path)) return;
  mkdirSync(path, { recursive: true });
  // Each file inside guards itself. Root lets others pass through, for the database's user has its cluster there.
  chmodSync(path, process.getuid?.() === 0 ? 0o711 : 0o700);
}

function explain(error: Error & { code?: string }, path: string): string {
  if (error instanceof LockHeldError) {
    const { pid, note } = error.holder;
    return (
      `Mail Minion is already running on ${path} (${note}, process ${pid}); ` +
      'stop that one first, or set DATA_DIR to another folder and PORT to another port.'
    );
  }
  const isForbidden = error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EROFS';
  const advice = isForbidden ? 'Start Mail Minion as the user it belongs to, or set' : 'Set';
  return `DATA_DIR=${path} cannot be used: ${error.message}. ${advice} DATA_DIR to another folder.`;
}
