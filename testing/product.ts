import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What it has not said by then it will not say. */
const LONGEST_WAIT_MS = 120_000;

/** Compiled sources are kept, as `npm start` does: see scripts/prepare.mjs. */
const { NODE_COMPILE_CACHE } = process.env;
const compileCache = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };

const cli = join(import.meta.dirname, '../server/cli.ts');

export type Product = {
  child: ChildProcess;
  /** What it has said so far, on both outputs. */
  lines: string[];
  /** Waits for a line. Rejects when the product ends before, or does not say it within two minutes. */
  line(pattern: RegExp): Promise<string>;
  /** Waits until it serves; gives its address. */
  ready(): Promise<string>;
  /** Its exit code, null after a kill. */
  ended: Promise<number | null>;
  /** `kill -9` for the supervisor, the database, the web server and the worker, and all of theirs, in one go. */
  killEverything(): Promise<void>;
};

/** Starts the real product under its supervisor, as `npm start` (or `npm run workers`) does, on the settings given and no others. */
export function startProduct(
  settings: Record<string, string>,
  command: 'start' | 'workers' = 'start',
): Product {
  const child = spawn(process.execPath, [cli, command], {
    // Any free port, and campaigns to many from accounts that were made a moment ago.
    env: { PATH: process.env.PATH, PORT: '0', LARGE_SEND: '0', ...compileCache, ...settings },
    // The channel ends the product with this process, however that ends.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const { lines, line } = readLines(child);
  return {
    child,
    lines,
    line,
    ready: async () => (await line(/is ready: /)).replace(/.* is ready: /, ''),
    ended: once(child, 'close').then(([code]) => code as number | null),
    async killEverything() {
      for (const pid of await familyOf(child.pid!)) kill(pid);
      await once(child, 'exit');
    },
  };
}

/** The processes a process has started, Linux only. */
export async function childrenOf(pid: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(pids.map(parentOf));
  return pids.filter((_, index) => parents[index] === pid);
}

/** A process and all that came of it; itself first, so that it cannot start a new one. */
async function familyOf(pid: number): Promise<number[]> {
  const families = await Promise.all((await childrenOf(pid)).map(familyOf));
  return [pid, ...families.flat()];
}

async function parentOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // A backend of the database may have ended by itself in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function readLines(child: ChildProcess) {
  const lines: string[] = [];
  const watchers = new Set<() => void>();
  const wake = () => {
    for (const watcher of watchers) watcher();
  };
  for (const stream of [child.stdout!, child.stderr!]) {
    createInterface({ input: stream }).on('line', (text) => {
      lines.push(text);
      wake();
    });
  }
  let isClosed = false;
  child.once('close', () => {
    isClosed = true;
    wake();
  });
  const line = (pattern: RegExp) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const fail = (how: string) => reject(new Error(`The product ${how} ${pattern}:\n${lines.join('\n')}`));
    const look = () => {
      const found = lines.find((candidate) => pattern.test(candidate));
      if (found !== undefined) resolve(found);
      else if (isClosed) fail('ended before it said');
    };
    const timer = setTimeout(fail, LONGEST_WAIT_MS, 'never said');
    watchers.add(look);
    look();
    return promise.finally(() => {
      clearTimeout(timer);
      watchers.delete(look);
    });
  };
  return { lines, line };
}
