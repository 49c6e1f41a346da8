import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A name for a running process that no other process has had or will have: its start time within this boot.
 * A pid alone is reused, in containers within seconds. Undefined when there is no such process.
 */
export function processIdentity(pid: number): string | undefined {
  if (process.platform !== 'linux') return ps(pid, 'lstart=');
  const stat = readOptional(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name in parentheses may hold spaces; after it come the state and, 19 fields on, the start in clock ticks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const isZombie = fields[0] === 'Z' || fields[0] === 'X';
  return isZombie ? undefined : `${bootId()} ${fields[19]}`;
}

/** The command line of a running process, arguments separated by spaces; undefined when there is no such process. */
export function processCommand(pid: number): string | undefined {
  if (process.platform !== 'linux') return ps(pid, 'command=');
  const line = readOptional(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim();
  return line === '' ? undefined : line;
}

function bootId(): string {
  return readOptional('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
}

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function ps(pid: number, field: string): string | undefined {
  const { stdout } = spawnSync('ps', ['-o', field, '-p', String(pid)], { encoding: 'utf8' });
  return stdout?.trim() || undefined;
}
