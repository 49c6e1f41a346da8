import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Lock, LockHeldError, takeLock } from '#server/platform/processes/index.ts';

/** One file of events. */
export interface Segment {
  file: string;
  /** Bytes. */
  size: number;
}

/**
 * Takes the folders of processes that died, with what they left in them. Names are UUIDs of version 7 and numbers, so
 * the order of names is the order of time.
 */
export async function takeOver(folder: string): Promise<{ segments: Segment[]; locks: Map<string, Lock> }> {
  const segments: Segment[] = [];
  const locks = new Map<string, Lock>();
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  for (const left of names.sort().map((name) => join(folder, name))) {
    const files = await eventFiles(left);
    const lock = files && takeIfLeft(left);
    if (!lock) continue;
    if (files.length === 0) await rm(left, { recursive: true, force: true });
    else locks.set(left, lock);
    for (const file of files) segments.push({ file, size: (await stat(file)).size });
  }
  return { segments, locks };
}

/** Undefined when a process is just moving in here: it has made the folder and not locked it yet. */
async function eventFiles(folder: string): Promise<string[] | undefined> {
  const names = await readdir(folder);
  const files = names.filter((name) => name.endsWith('.jsonl')).sort();
  return names.includes('lock') || files.length > 0 ? files.map((name) => join(folder, name)) : undefined;
}

function takeIfLeft(folder: string): Lock | undefined {
  try {
    return takeLock(join(folder, 'lock'), 'takes over events of a process that died');
  } catch (error) {
    // Somebody lives here, or was quicker.
    if (error instanceof LockHeldError || (error as NodeJS.ErrnoException).code === 'ENOENT')
      return undefined;
    throw error;
  }
}
