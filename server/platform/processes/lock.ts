import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { processIdentity } from './identity.ts';

/** Who holds a lock: `identity` tells the process from a later one with the same pid; `note` is for people. */
export type LockHolder = { pid: number; identity: string; note: string };

export type Lock = {
  /** Replaces the note that others are shown. */
  describe(note: string): void;
  release(): void;
};

/** Thrown by takeLock when another living process holds the lock. */
export class LockHeldError extends Error {
  readonly holder: LockHolder;
  constructor(holder: LockHolder) {
    super(`Process ${holder.pid} holds the lock.`);
    this.holder = holder;
  }
}

/**
 * Takes the lock file at `path` for this process, also from a holder that died without releasing it.
 * Throws LockHeldError when a living process has it.
 */
export function takeLock(path: string, note: string): Lock {
  const own: LockHolder = { pid: process.pid, identity: processIdentity(process.pid) ?? '', note };
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify(own));
  try {
    while (!link(draft, path)) removeIfDead(path);
  } finally {
    rmSync(draft);
  }
  let released = false;
  return {
    describe(newNote) {
      writeFileSync(draft, JSON.stringify({ ...own, note: newNote }));
      renameSync(draft, path);
    },
    release() {
      // A second call must not take the lock from whoever has it by then.
      if (!released) rmSync(path, { force: true });
      released = true;
    },
  };
}

/** Linking fails when the name exists, and the file appears with its content: there is never half a lock. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Another process may do the same at this moment and take the lock before we remove it. So the file is moved
 * aside first and looked at again; if it turns out to be a living one, it goes back.
 */
function removeIfDead(path: string): void {
  const before = readHolder(path);
  if (before && isAlive(before)) throw new LockHeldError(before);
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved && isAlive(moved)) link(aside, path);
  rmSync(aside);
}

function isAlive(holder: LockHolder): boolean {
  return processIdentity(holder.pid) === holder.identity;
}

/** Undefined when the file is gone or garbled (a power cut can do that), which counts as dead. */
function readHolder(path: string): LockHolder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockHolder;
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
