import { readdirSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { getPriority, setPriority } from 'node:os';

/** What libuv calls its threads; they sign, hash, look up names and read files. */
const POOL_THREAD = 'libuv-worker';

/**
 * Puts the threads of this process's pool behind its main thread and behind other programs. With more signatures to make
 * than cores, each one begun would otherwise push the main thread off its core, and the network and the database would
 * wait for it: a fifth of the rate on two cores. Linux alone has priorities for threads; elsewhere nothing happens.
 *
 * @param nice from 0 to 19, the higher the further behind
 * @returns how many threads stand back now
 */
export async function putPoolBehind(nice: number): Promise<number> {
  if (process.platform !== 'linux') return 0;
  // The pool has no threads before its first work, and all of them from then on.
  await stat('/proc/self/task');
  const threads = readdirSync('/proc/self/task').filter((id) => nameOf(id) === POOL_THREAD);
  // Going forward again is not allowed to everybody: a process that was started further behind stays there.
  for (const id of threads) setPriority(Number(id), Math.max(nice, getPriority()));
  return threads.length;
}

/** Empty when the thread has ended meanwhile. */
function nameOf(id: string): string {
  try {
    return readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
