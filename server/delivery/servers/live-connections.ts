import type { Connection } from '../smtp/index.ts';

/** The connections of this process that live, or are being opened, by server. */
export class LiveConnections {
  #connections = new Map<string, Set<Connection>>();
  #opening = new Map<string, number>();

  /** Opens a connection and remembers it while it lives. */
  async open(serverId: string, open: () => Promise<Connection>): Promise<Connection> {
    this.#opening.set(serverId, (this.#opening.get(serverId) ?? 0) + 1);
    try {
      const connection = await open();
      this.#usable(serverId).add(connection);
      return connection;
    } finally {
      this.#opening.set(serverId, this.#opening.get(serverId)! - 1);
    }
  }

  has(serverId: string): boolean {
    return this.#usable(serverId).size > 0;
  }

  /** Those that live and those that may live in a moment. */
  count(serverId: string): number {
    return this.#usable(serverId).size + (this.#opening.get(serverId) ?? 0);
  }

  #usable(serverId: string): Set<Connection> {
    const known = this.#connections.get(serverId) ?? new Set();
    this.#connections.set(serverId, known);
    for (const connection of known) if (!connection.usable) known.delete(connection);
    return known;
  }
}
