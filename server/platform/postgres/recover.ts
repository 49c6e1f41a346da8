import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { processCommand } from '../processes/index.ts';

/** How long a server may take for an orderly end before it is told to drop everything (its log makes that safe). */
const ORDERLY_MS = 15_000;

/**
 * Clears what a `kill -9` or a power cut left behind. Call it while holding the lock of the cluster's home.
 *
 * An orphaned server of ours is stopped rather than adopted. An adopted one would not be our child, so nobody
 * would learn of its end; it may run with an older version's settings or programs; and statements of clients
 * that died with our predecessor may still be running in it. Stopping takes a fraction of a second.
 */
export async function recoverCluster(cluster: string, log: (line: string) => void): Promise<void> {
  const orphan = findServer(cluster);
  if (orphan !== undefined) {
    log('A database server left over from an earlier run is still there; stopping it first.');
    await endServer(cluster, orphan);
  }
  // A stale file can name a pid that some other program has by now, and PostgreSQL would then refuse to start.
  // Removing it is safe: servers of one cluster also exclude each other through a shared memory segment whose key
  // is derived from the folder, so should processes of the old server linger, the new one waits (see start-server).
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
}

/** What a running server writes to postmaster.pid: see src/include/utils/pidfile.h of PostgreSQL for the lines. */
export function readPidFile(cluster: string): { pid: number; status: string } | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Math.abs(Number(lines[0])), status: lines[7]?.trim() ?? '' };
  } catch {
    return undefined;
  }
}

/** The pid of a server that runs on this very cluster, by its command line: a pid alone may be another program's. */
function findServer(cluster: string): number | undefined {
  const pid = readPidFile(cluster)?.pid;
  if (!pid) return undefined;
  return processCommand(pid)?.includes(` -D ${cluster} `) ? pid : undefined;
}

async function endServer(cluster: string, pid: number): Promise<void> {
  const deadline = Date.now() + ORDERLY_MS;
  process.kill(pid, 'SIGINT');
  while (findServer(cluster) === pid) {
    if (Date.now() > deadline) process.kill(pid, 'SIGQUIT');
    await pause(50);
  }
}
