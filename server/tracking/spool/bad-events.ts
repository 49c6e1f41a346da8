import { open } from 'node:fs/promises';
import type { Log } from '#server/platform/log/index.ts';

/** Keeps lines that cannot be stored, so that a person can look at them; nothing reads the file again by itself. */
export async function keepBadLines(
  file: string,
  lines: readonly string[],
  log: Log,
  error?: unknown,
): Promise<void> {
  const handle = await open(file, 'a', 0o600);
  try {
    await handle.appendFile(lines.map((line) => `${line}\n`).join(''));
    await handle.datasync();
  } finally {
    await handle.close();
  }
  log.error('events could not be stored and were put aside', { file, count: lines.length, error });
}
