import type { DataKey } from './data-keys.ts';

/** Unwrapped keys at hand, so that opening a connection to a mail server asks the database once a minute. */
const MOST = 1_000;
const MAX_AGE_MS = 60_000;

/** Bounded in number and in age: what was erased elsewhere is forgotten here within a minute. */
export class KeptKeys {
  readonly #kept = new Map<string, { key: DataKey; accountId: string | null; until: number }>();

  get(accountId: string | null, id: string): DataKey | undefined {
    const found = this.#kept.get(id);
    if (!found || found.accountId !== accountId) return undefined;
    if (found.until > performance.now()) return found.key;
    this.#kept.delete(id);
    return undefined;
  }

  keep(accountId: string | null, key: DataKey): void {
    // A Map keeps the order of insertion: the first is the oldest.
    if (this.#kept.size >= MOST) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(key.id, { key, accountId, until: performance.now() + MAX_AGE_MS });
  }

  /** At once, in this process, when an account is erased. */
  forget(accountId: string): void {
    for (const [id, kept] of this.#kept) if (kept.accountId === accountId) this.#kept.delete(id);
  }
}
