import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '#server/platform/ids/index.ts';
import { type Lock, takeLock } from '#server/platform/processes/index.ts';
import type { CapturedEvent } from '../capture/captured-event.ts';
import { encodeLines } from './lines.ts';
import { syncFolder } from './sync-folder.ts';
import { type Segment, takeOver } from './take-over.ts';

/** A new file is begun past this size, so that one always fits into memory. */
const segmentBytes = 4 * 1024 * 1024;

/** Files of events waiting for the database. */
export interface Spool {
  /** Writes events to disk; they are safe when it resolves. Files fill one after the other. */
  append(events: readonly CapturedEvent[]): Promise<void>;
  /** The file to store first, closed for writing; undefined when nothing waits. */
  next(): Promise<string | undefined>;
  /** Deletes a file whose events are stored. */
  done(file: string): Promise<void>;
  /** False from the moment append is called until the file is done. */
  readonly isEmpty: boolean;
  /** Bytes on disk. */
  readonly size: number;
  /** Events that cannot be stored, for people to look at: `bad.jsonl` beside the folders. */
  readonly badFile: string;
  close(): Promise<void>;
}

/**
 * Opens the spool under `folder`. Each process writes in a folder of its own, held by a lock; folders of processes that
 * died are taken over, oldest first.
 */
export async function openSpool(folder: string): Promise<Spool> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const inherited = await takeOver(folder);
  const own = join(folder, newId());
  await mkdir(own, { mode: 0o700 });
  const lock = takeLock(join(own, 'lock'), 'writes events here');
  await syncFolder(folder);
  return new FolderSpool(folder, own, lock, inherited);
}

class FolderSpool implements Spool {
  readonly badFile: string;
  readonly #own: string;
  readonly #locks: Map<string, Lock>;
  readonly #segments: Segment[];
  #open: { handle: FileHandle; segment: Segment } | undefined;
  #writing: Promise<unknown> = Promise.resolve();
  #number = 0;
  #waiting = 0;

  constructor(
    folder: string,
    own: string,
    lock: Lock,
    inherited: { segments: Segment[]; locks: Map<string, Lock> },
  ) {
    this.badFile = join(folder, 'bad.jsonl');
    this.#own = own;
    this.#segments = inherited.segments;
    this.#locks = inherited.locks.set(own, lock);
  }

  get isEmpty(): boolean {
    return this.#segments.length === 0 && this.#waiting === 0;
  }

  get size(): number {
    return this.#segments.reduce((sum, { size }) => sum + size, 0);
  }

  append(events: readonly CapturedEvent[]): Promise<void> {
    this.#waiting += 1;
    return this.#inTurn(() => this.#write(encodeLines(events))).finally(() => {
      this.#waiting -= 1;
    });
  }

  next(): Promise<string | undefined> {
    return this.#inTurn(async () => {
      const [oldest] = this.#segments;
      if (oldest && oldest === this.#open?.segment) await this.#seal();
      return oldest?.file;
    });
  }

  async done(file: string): Promise<void> {
    await rm(file, { force: true });
    this.#segments.splice(
      this.#segments.findIndex((segment) => segment.file === file),
      1,
    );
    await this.#leaveEmptyFolders();
  }

  async close(): Promise<void> {
    await this.#inTurn(() => this.#seal());
    for (const [folder, lock] of this.#locks) {
      lock.release();
      if (this.#isDone(folder)) await rm(folder, { recursive: true, force: true });
    }
  }

  async #write(lines: Buffer): Promise<void> {
    if (this.#open && this.#open.segment.size >= segmentBytes) await this.#seal();
    this.#open ??= await this.#begin();
    const { handle, segment } = this.#open;
    try {
      await handle.appendFile(lines);
      await handle.datasync();
      segment.size += lines.length;
    } catch (error) {
      // Half a line may stand at the end now; whatever follows goes to a new file, and a reader drops the half.
      await this.#seal();
      throw error;
    }
  }

  async #begin() {
    this.#number += 1;
    const file = join(this.#own, `${String(this.#number).padStart(9, '0')}.jsonl`);
    const handle = await open(file, 'ax', 0o600);
    await syncFolder(this.#own);
    const segment = { file, size: 0 };
    this.#segments.push(segment);
    return { handle, segment };
  }

  async #seal(): Promise<void> {
    const { handle } = this.#open ?? {};
    this.#open = undefined;
    await handle?.close();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#writing.then(work);
    this.#writing = turn.catch(() => {});
    return turn;
  }

  #isDone(folder: string): boolean {
    return !this.#segments.some(({ file }) => file.startsWith(folder));
  }

  async #leaveEmptyFolders(): Promise<void> {
    for (const [folder, lock] of this.#locks) {
      if (folder === this.#own || !this.#isDone(folder)) continue;
      this.#locks.delete(folder);
      lock.release();
      await rm(folder, { recursive: true, force: true });
    }
  }
}
