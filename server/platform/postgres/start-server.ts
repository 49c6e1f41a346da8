import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freeLoopbackPort } from '../processes/index.ts';
import { serverEnvironment } from './create-cluster.ts';
import type { Home } from './home.ts';
import { readPidFile } from './recover.ts';
import { asUser } from './server-user.ts';

const LOG_ROTATED_AT_BYTES = 5_000_000;
/** Processes of a killed server notice its death within moments, unless they are deep in a long statement. */
const PATIENCE_WITH_LEFTOVERS_MS = 30_000;
/** After an orderly end fast shutdown needs well below a second; this bounds a checkpoint on a slow disk. */
const FAST_STOP_MS = 12_000;

export type RunningServer = { port: number; stop(): Promise<void>; ended: Promise<void> };

/** Starts the server of a cluster, preferably on the given port, and waits until it accepts connections. */
export async function startServer(
  home: Home,
  binaries: string,
  options: { preferredPort?: number; settings: Record<string, string>; log: (line: string) => void },
): Promise<RunningServer> {
  const deadline = Date.now() + PATIENCE_WITH_LEFTOVERS_MS;
  for (;;) {
    const port = await freeLoopbackPort(options.preferredPort);
    const { child, complaint } = spawnServer(home, binaries, { ...options.settings, port: String(port) });
    if (await isReady(home, child, options.log)) return { port, ...handle(child) };
    const reason = complaint();
    // Somebody took the port between our look and the server's, or leftovers of a killed server are still going away.
    const mayPass = /could not bind|pre-existing shared memory block|lock file ".*" already exists/.test(
      reason,
    );
    if (!mayPass || Date.now() > deadline) {
      throw new Error(
        `The database did not start. Its log (${logFile(home)}) ends with: ${reason || 'nothing'}`,
      );
    }
    await pause(250);
  }
}

function spawnServer(home: Home, binaries: string, settings: Record<string, string>) {
  // Opened by us and handed over: the server's user needs no right to write beside its cluster.
  const log = openLog(home);
  const start = statSync(logFile(home)).size;
  const parameters = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(binaries, 'postgres'), ['-D', home.cluster, ...parameters], {
    cwd: '/',
    env: serverEnvironment(),
    // A session of its own: Ctrl-C in the terminal must not end it while others still use it.
    detached: true,
    stdio: ['ignore', log, log],
    ...asUser(home.user),
  });
  closeSync(log);
  const complaint = () => readFileSync(logFile(home)).subarray(start).toString().trim().slice(-1000);
  return { child, complaint };
}

/**
 * The server says in postmaster.pid when it is ready. There is no time limit while it lives: after a crash it first
 * replays its log, which can take minutes and must not be interrupted.
 */
async function isReady(home: Home, child: ChildProcess, log: (line: string) => void): Promise<boolean> {
  let gone = false;
  child.once('exit', () => {
    gone = true;
  });
  child.once('error', () => {
    gone = true;
  });
  const hint = setTimeout(
    () => log('The database is recovering from an interrupted run; this can take a while …'),
    5000,
  );
  try {
    while (!gone) {
      const file = readPidFile(home.cluster);
      if (file?.pid === child.pid && file?.status === 'ready') return true;
      await pause(20);
    }
    return false;
  } finally {
    clearTimeout(hint);
  }
}

function handle(child: ChildProcess): Pick<RunningServer, 'stop' | 'ended'> {
  const ended = once(child, 'exit').then(() => undefined);
  return {
    ended,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      // SIGINT is PostgreSQL's "fast" shutdown: roll back what is open, write everything down, end. SIGQUIT drops
      // everything; what was committed comes back from the log at the next start.
      const impatience = setTimeout(() => child.kill('SIGQUIT'), FAST_STOP_MS);
      child.kill('SIGINT');
      await ended;
      clearTimeout(impatience);
    },
  };
}

function openLog(home: Home): number {
  const path = logFile(home);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_ROTATED_AT_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

function logFile(home: Home): string {
  return join(home.folder, 'server.log');
}
