import type { Connection } from '../smtp/index.ts';

/** The connections of this process that live, by server. */
export class LiveConnections {
  #connections = new Map<string, Set<Connection>>();

  note(serverId: string, connection: Connection): Connection {
    const known = this.#connections.get(serverId) ?? new Set();
    this.#connections.set(serverId, known);
    for (const other of known) if (!other.usable) known.delete(other);
    known.add(connection);
    return connection;
  }

  has(serverId: string): boolean {
    return [...(this.#connections.get(serverId) ?? [])].some((connection) => connection.usable);
  }
}
