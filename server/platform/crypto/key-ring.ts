import { hkdfSync } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

/** The keys that come from one secret, each useless for the others' work (RFC 5869). */
export interface InstallKey {
  /** Names the secret without giving anything of it away: 16 hexadecimal digits. */
  id: string;
  links: Buffer;
  /** Wraps the data keys under which secrets are stored. */
  wrapping: Buffer;
  /** What secrets were stored under directly, before there were data keys. */
  envelope: Buffer;
  sandbox: Buffer;
  signIn: Buffer;
  forms: Buffer;
  database: Buffer;
  activity: Buffer;
}

/**
 * Keys for one kind of work: what is made with `current` is recognised by any of `all`, in which `current` comes first. `all`
 * is the same array until something changes.
 */
export interface PurposeKeys {
  readonly current: Buffer;
  readonly all: readonly Buffer[];
}

/** Only keys for recognising what was made with them: kept when the secret they came from is gone. */
export type FormerKeys = Record<'links' | 'activity', readonly Buffer[]>;

/** One key that is never changed, for work that outlives no process and for tests. */
export const soleKey = (key: Buffer): PurposeKeys => ({ current: key, all: [key] });

/**
 * The secrets this process was given, and which of them everything new is made with. That can change while it runs, so ask
 * again each time rather than keeping what it answers.
 */
export class KeyRing {
  #keys: readonly InstallKey[];
  #former: FormerKeys = { links: [], activity: [] };
  /** Signs tracked links, pixels and unsubscribe links. */
  readonly links: PurposeKeys;
  /** Proves an account to the sandbox mail server. */
  readonly sandbox: PurposeKeys;
  /** Signs forms that strangers are handed. */
  readonly forms: PurposeKeys;
  /** Marks what the activity log holds, and signs the ends of its chains. */
  readonly activity: PurposeKeys;

  /** @param secrets 32 bytes or more each; the first is current until something else is said */
  constructor(secrets: readonly Buffer[]) {
    if (secrets.length === 0) throw new Error('There is no secret key.');
    this.#keys = secrets.map(deriveKeys);
    this.links = this.#view('links', () => this.#former.links);
    this.sandbox = this.#view('sandbox');
    this.forms = this.#view('forms');
    this.activity = this.#view('activity', () => this.#former.activity);
  }

  get current(): InstallKey {
    return this.#keys[0]!;
  }

  /** All that are known, the current one first. */
  get all(): readonly InstallKey[] {
    return this.#keys;
  }

  /** Names addresses and networks of those who try to log in, without keeping them. */
  get signIn(): Buffer {
    return this.current.signIn;
  }

  /** Passwords of the database roles the product connects with. */
  get database(): Buffer {
    return this.current.database;
  }

  find(id: string): InstallKey | undefined {
    return this.#keys.find((key) => key.id === id);
  }

  /** Takes in secrets it does not know yet; which one is current does not change. */
  add(secrets: readonly Buffer[]): void {
    const added = secrets.map(deriveKeys).filter(({ id }) => !this.find(id));
    if (added.length > 0) this.#keys = [...this.#keys, ...added];
  }

  /** From now on everything new is made with this one. @throws when it is not known */
  makeCurrent(id: string): void {
    if (id === this.current.id) return;
    const key = this.find(id);
    if (!key) throw new Error(`The secret key ${id} is not known here.`);
    this.#keys = [key, ...this.#keys.filter((other) => other !== key)];
  }

  /** What was made with these is recognised too. */
  recognise(former: FormerKeys): void {
    if (!isDeepStrictEqual(former, this.#former)) this.#former = former;
  }

  /** What a purpose needs, worked out again only when the ring has changed. */
  #view(
    purpose: 'links' | 'sandbox' | 'forms' | 'activity',
    former: () => readonly Buffer[] = () => [],
  ): PurposeKeys {
    let from: readonly unknown[] = [];
    let all: readonly Buffer[] = [];
    const look = () => {
      const now = [this.#keys, this.#former];
      if (now.some((part, at) => part !== from[at])) {
        all = withoutRepeats([...this.#keys.map((key) => key[purpose]), ...former()]);
        from = now;
      }
      return all;
    };
    return {
      get current() {
        return look()[0]!;
      },
      get all() {
        return look();
      },
    };
  }
}

function deriveKeys(secret: Buffer): InstallKey {
  if (secret.length < 32) throw new Error('The secret key must be at least 32 bytes in base64.');
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'mail-minion', purpose, 32));
  return {
    id: derive('id').toString('hex', 0, 8),
    links: derive('links'),
    wrapping: derive('wrapping'),
    envelope: derive('envelope'),
    sandbox: derive('sandbox'),
    signIn: derive('sign-in'),
    forms: derive('forms'),
    database: derive('database'),
    activity: derive('activity'),
  };
}

const withoutRepeats = (keys: readonly Buffer[]) =>
  keys.filter((key, at) => keys.findIndex((other) => other.equals(key)) === at);
