import { readdir, readFile, readlink } from 'node:fs/promises';

/** A process and all that came of it, with what each runs. Linux only. */
export async function processTree(root: number): Promise<{ pid: number; program: string }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map(
    await Promise.all(pids.map(async (pid) => [pid, (await stat(pid)).parent] as const)),
  );
  const family = [root];
  // Grows while it is walked: children of children come last.
  for (const member of family) for (const pid of pids) if (parents.get(pid) === member) family.push(pid);
  return await Promise.all(
    family.map(async (pid) => ({ pid, program: await readlink(`/proc/${pid}/exe`).catch(() => '') })),
  );
}

/** Processor time of processes and of their children that have ended, in milliseconds. */
export async function cpuMs(pids: number[]): Promise<number> {
  const each = await Promise.all(pids.map(stat));
  return each.reduce((sum, { ticks }) => sum + ticks * 10, 0);
}

/** Pages of 4 KiB, as on every Linux of today that has a packaged Node. */
const PAGE_MB = 4 / 1024;

/**
 * Memory of processes together, in megabytes (2^20): pages that come from files (the program itself) counted once, and
 * the plain sum of what each one holds, in which those are counted once for each process. From the kernel's own
 * counters: walking the page tables (smaps) ten times a second would take a twentieth of the machine that is measured.
 */
export async function memoryMb(pids: number[]): Promise<{ rss: number; sum: number }> {
  const each = await Promise.all(pids.map(statm));
  const sum = each.reduce((total, { resident }) => total + resident, 0);
  const files = each.map(({ shared }) => shared);
  const twice = files.reduce((total, shared) => total + shared, 0) - Math.max(0, ...files);
  return { rss: (sum - twice) * PAGE_MB, sum: sum * PAGE_MB };
}

async function statm(pid: number): Promise<{ resident: number; shared: number }> {
  const text = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '0 0 0');
  const [, resident = 0, shared = 0] = text.split(' ').map(Number);
  return { resident, shared };
}

/** A hundredth of a second a tick, as on every Linux of today. */
async function stat(pid: number): Promise<{ parent: number; ticks: number }> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const parts = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [user, system, childUser, childSystem] = parts.slice(11, 15).map(Number);
  return {
    parent: Number(parts[1] ?? -1),
    ticks: (user ?? 0) + (system ?? 0) + (childUser ?? 0) + (childSystem ?? 0),
  };
}
