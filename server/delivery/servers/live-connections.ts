import type { Connection } from '../smtp/index.ts';

/** The connections of this process that live, or are being opened, by server and by what of it is counted beside. */
export class LiveConnections {
  #connections = new Map<string, Set<Connection>>();
  #opening = new Map<string, number>();

  /** Opens a connection and remembers it while it lives, under each of these keys. */
  async open(keys: readonly string[], open: () => Promise<Connection>): Promise<Connection> {
    for (const key of keys) this.#opening.set(key, (this.#opening.get(key) ?? 0) + 1);
    try {
      const connection = await open();
      for (const key of keys) this.#usable(key).add(connection);
      return connection;
    } finally {
      for (const key of keys) this.#opening.set(key, this.#opening.get(key)! - 1);
    }
  }

  has(key: string): boolean {
    return this.#usable(key).size > 0;
  }

  /** Those that live and those that may live in a moment. */
  count(key: string): number {
    return this.#usable(key).size + (this.#opening.get(key) ?? 0);
  }

  #usable(key: string): Set<Connection> {
    const known = this.#connections.get(key) ?? new Set();
    this.#connections.set(key, known);
    for (const connection of known) if (!connection.usable) known.delete(connection);
    return known;
  }
}
