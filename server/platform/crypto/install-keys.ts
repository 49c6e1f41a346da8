import { randomBytes } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { KeyRing } from './key-ring.ts';

/**
 * The install's keys, from SECRET_KEY or else from DATA_DIR/secret.key, which is made on first use (mode 0600). Either may
 * hold several secrets: docs/keys.md.
 * Losing them makes every link already sent and every stored secret unreadable: they belong in the backup.
 */
export const installKeys = (given: string | undefined, dataDir: string): KeyRing =>
  new KeyRing(readSecrets(given, dataDir));

/** The secrets themselves, in the order they are written. */
export function readSecrets(given: string | undefined, dataDir: string): Buffer[] {
  return secretsIn(given ?? readOrMakeFile(dataDir));
}

/** Those in the file now; none when it is gone. */
export function readSecretFile(dataDir: string): Buffer[] {
  try {
    return secretsIn(readFileSync(secretFileOf(dataDir), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Replaces the file's content, whole or not at all. @param secrets as newSecret() makes them */
export function writeSecretFile(dataDir: string, secrets: readonly string[]): void {
  const draft = `${secretFileOf(dataDir)}.${process.pid}`;
  writeFileSync(draft, secrets.map((secret) => `${secret}\n`).join(''), { mode: 0o600, flush: true });
  renameSync(draft, secretFileOf(dataDir));
}

const secretsIn = (text: string): Buffer[] =>
  text
    .split(/[\s,]+/)
    .filter((secret) => secret !== '')
    .map((secret) => Buffer.from(secret, 'base64'));

/** A new secret as it is written in SECRET_KEY and in the file: 32 random bytes in base64. */
export const newSecret = (): string => randomBytes(32).toString('base64');

export const secretFileOf = (dataDir: string): string => join(dataDir, 'secret.key');

function readOrMakeFile(dataDir: string): string {
  const file = secretFileOf(dataDir);
  mkdirSync(dataDir, { recursive: true });
  if (!existsSync(file)) makeFile(file);
  return readFileSync(file, 'utf8').trim();
}

/**
 * Appears whole or not at all, so that a kill in between leaves no empty key behind. Of several processes that start at
 * once exactly one makes it; the others read what that one wrote.
 */
function makeFile(file: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${newSecret()}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
}
