import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { freeLoopbackPort, type KeptProcess, keepRunning } from '#server/platform/processes/index.ts';

/** A process started again when it ends unasked: one of the doors in server/. */
export function startChild(
  name: string,
  door: string,
  env: () => NodeJS.ProcessEnv,
  say: (line: string) => void,
): KeptProcess {
  return keepRunning({ name, file: join(import.meta.dirname, '../..', door), env, say });
}

/**
 * The worker processes of this machine.
 *
 * @param count as many as suit the machine when undefined: one fills a core with composing and a part of the others with
 *   signing and the database
 */
export function startWorkers(
  count: number | undefined,
  env: () => NodeJS.ProcessEnv,
  say: (line: string) => void,
): KeptProcess[] {
  const cores = availableParallelism();
  const workers = count ?? 1 + Math.floor(cores / 4);
  // Signing runs in the threads of libuv, of which there are four on any machine unless said before the start.
  const threads = { UV_THREADPOOL_SIZE: String(Math.max(4, cores)) };
  return Array.from({ length: workers }, (_, index) => {
    const name = workers === 1 ? 'worker' : `worker ${index + 1}`;
    return startChild(name, 'worker.ts', () => ({ ...threads, ...env() }), say);
  });
}

/** A taken port is no reason not to start: nothing but our own workers connects to the sandbox. */
export async function chooseSandboxPort(wanted: number, say: (line: string) => void): Promise<number> {
  const port = await freeLoopbackPort(wanted || undefined);
  if (wanted !== 0 && port !== wanted)
    say(`SANDBOX_PORT=${wanted} is used by another program; using ${port} instead.`);
  return port;
}
