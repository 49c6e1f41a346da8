import { hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keys of this install, each derived from the one secret and useless for the others' work (RFC 5869). */
export interface InstallKeys {
  /** Signs tracked links, pixels and unsubscribe links. */
  links: Buffer;
  /** Encrypts secrets at rest. */
  envelope: Buffer;
  /** Proves an account to the sandbox mail server. */
  sandbox: Buffer;
  /** Names addresses and networks of those who try to log in, without keeping them. */
  signIn: Buffer;
  /** Signs forms that strangers are handed. */
  forms: Buffer;
  /** Passwords of the database roles the product connects with. */
  database: Buffer;
  /** Marks what the activity log holds, and signs the ends of its chains. */
  activity: Buffer;
}

/**
 * The install's keys, from SECRET_KEY or else from DATA_DIR/secret.key, which is made on first use (mode 0600).
 * Losing the secret makes every link already sent and every stored secret unreadable: it belongs in the backup.
 */
export function installKeys(given: string | undefined, dataDir: string): InstallKeys {
  const secret = Buffer.from(given ?? readOrMakeSecret(dataDir), 'base64');
  if (secret.length < 32) throw new Error('The secret key must be at least 32 bytes in base64.');
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'mail-minion', purpose, 32));
  return {
    links: derive('links'),
    envelope: derive('envelope'),
    sandbox: derive('sandbox'),
    signIn: derive('sign-in'),
    forms: derive('forms'),
    database: derive('database'),
    activity: derive('activity'),
  };
}

function readOrMakeSecret(dataDir: string): string {
  const file = join(dataDir, 'secret.key');
  mkdirSync(dataDir, { recursive: true });
  if (!existsSync(file)) makeSecret(file);
  return readFileSync(file, 'utf8').trim();
}

/**
 * Appears whole or not at all, so that a kill in between leaves no empty key behind. Of several processes that start at
 * once exactly one makes it; the others read what that one wrote.
 */
function makeSecret(file: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
}
