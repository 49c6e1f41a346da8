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

/**
 * Memory of processes together, in megabytes (2^20): pages they share (the program itself) counted once, and the plain
 * sum of what each one holds, in which those are counted once for each process.
 */
export async function memoryMb(pids: number[]): Promise<{ rss: number; sum: number }> {
  const each = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')),
  );
  const megabytes = (text: string, field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) / 1024;
  const total = (field: string) => each.reduce((sum, text) => sum + megabytes(text, field), 0);
  const shared = each.map((text) => megabytes(text, 'Shared_Clean') + megabytes(text, 'Shared_Dirty'));
  return {
    rss: total('Private_Clean') + total('Private_Dirty') + Math.max(0, ...shared),
    sum: total('Rss'),
  };
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
