/** What was looked up, and for how many milliseconds it is fresh and, while a newer one is being looked up, usable. */
export type LookedUp<T> = { value: T; fresh: number; usable: number };

type Entry<T> = { value: T; freshUntil: number; usableUntil: number };

type Options<T> = {
  /** Never rejects. Gets what was known before, however old. */
  lookUp: (key: string, before: T | undefined) => Promise<LookedUp<T>>;
  /** Keys that are remembered; the ones not asked for longest are forgotten first. */
  limit: number;
  /** Keys looked up or waiting for it at once; what is asked beyond that is not remembered as a question. */
  pendingLimit?: number;
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
  /** There is an answer where there was none that could be used. */
  onSettled?: () => void;
};

/** Remembers what was looked up, asks once for what several want at the same time, and never grows beyond its limits. */
export class Lookups<T> {
  #options: Options<T>;
  #entries = new Map<string, Entry<T>>();
  #pending = new Map<string, Promise<T>>();

  constructor(options: Options<T>) {
    this.#options = options;
  }

  /** What is known now. Looks it up in the background when it is unknown or not fresh. */
  peek(key: string): T | undefined {
    const entry = this.#entries.get(key);
    const now = this.#options.now();
    if (entry) {
      this.#entries.delete(key);
      this.#entries.set(key, entry);
      if (now < entry.freshUntil) return entry.value;
    }
    const { pendingLimit = Number.POSITIVE_INFINITY } = this.#options;
    if (this.#pending.has(key) || this.#pending.size < pendingLimit) void this.#refresh(key);
    return entry && now < entry.usableUntil ? entry.value : undefined;
  }

  /** What is known now, or is when it has been looked up. */
  async get(key: string): Promise<T> {
    return this.peek(key) ?? (await this.#refresh(key));
  }

  /** The remembered keys of which something holds. */
  keysOf(holds: (value: T) => boolean): string[] {
    return [...this.#entries].filter(([, { value }]) => holds(value)).map(([key]) => key);
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#entries.size;
  }

  #refresh(key: string): Promise<T> {
    let pending = this.#pending.get(key);
    if (!pending) {
      pending = this.#lookUp(key);
      this.#pending.set(key, pending);
    }
    return pending;
  }

  async #lookUp(key: string): Promise<T> {
    const { lookUp, limit, now, onSettled } = this.#options;
    const { value, fresh, usable } = await lookUp(key, this.#entries.get(key)?.value);
    const at = now();
    const wasUsable = at < (this.#entries.get(key)?.usableUntil ?? Number.NEGATIVE_INFINITY);
    this.#entries.delete(key);
    this.#entries.set(key, { value, freshUntil: at + fresh, usableUntil: at + usable });
    if (this.#entries.size > limit) this.#entries.delete(this.#entries.keys().next().value!);
    this.#pending.delete(key);
    if (!wasUsable) onSettled?.();
    return value;
  }
}
