import { open } from 'node:fs/promises';

/** Without this a power cut can take a new name away although the file's content is safe. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
