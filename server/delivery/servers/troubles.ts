import type { Database } from '#server/platform/database/index.ts';
import type { Log } from '#server/platform/log/index.ts';
import { type Connection, RouteError } from '../smtp/index.ts';
import { type DoorDeps, doorToTry } from './doors.ts';
import type { LiveConnections } from './live-connections.ts';
import { pauseRefusedServer } from './pause-server.ts';
import { ServerHealth } from './server-health.ts';
import type { ServerRow } from './server-row.ts';
import { TroubleNotes } from './trouble-notes.ts';

/** Names the install's own way among the servers' ids. */
export const INSTALL = 'install';

type TroublesOptions = {
  deps: DoorDeps;
  database: Database;
  log: Log;
  live: LiveConnections;
  /** A server as it is now. */
  rowOf: (id: string) => ServerRow | undefined;
  /** Told when a server got into trouble or out of it. */
  onChange: () => void;
  /** Reads the servers again, after one was paused. */
  refresh: () => Promise<void>;
};

/**
 * What this process learns from opening servers, and what follows: one that cannot be opened is passed over, tried in
 * the background and noted for people; one that refuses its login is paused.
 */
export class Troubles {
  #options: TroublesOptions;
  #health: ServerHealth;
  #notes: TroubleNotes;

  constructor(options: TroublesOptions) {
    this.#options = options;
    this.#notes = new TroubleNotes(options.database, options.log);
    this.#health = new ServerHealth(
      (id) => this.#probe(id),
      (id) => {
        const row = options.rowOf(id);
        if (row) this.#note(row);
        options.onChange();
      },
    );
  }

  /** Why a server is passed over; undefined when it is not. */
  of(id: string): string | undefined {
    return this.#health.trouble(id);
  }

  opened(id: string): void {
    this.#health.forget(id);
    const row = this.#options.rowOf(id);
    if (!row?.trouble) return;
    // Another worker, or an earlier life of this one, left a note.
    row.trouble = null;
    this.#note(row);
  }

  failed(id: string, error: Error): void {
    const row = this.#options.rowOf(id);
    const reason = error instanceof RouteError ? error.reason : undefined;
    // A server that takes no further connection is well as long as it works on those it has.
    if (reason === 'busy' && this.#options.live.has(id)) return;
    if (reason === 'auth-refused' && row) void this.#pause(row, error.message);
    else this.#health.failed(id, error.message);
  }

  /** Takes another worker's word for it, until the server opens here. */
  believe(row: ServerRow): void {
    if (row.trouble) this.#health.failed(row.id, row.trouble);
  }

  /** Nothing is known against a server any more: it is another one now, or somebody wants to know again. */
  forget(id: string): void {
    this.#health.forget(id);
  }

  async stop(): Promise<void> {
    this.#health.stop();
    await this.#notes.written();
  }

  async #pause(row: ServerRow, why: string): Promise<void> {
    this.#health.refused(row.id, why);
    try {
      await this.#options.database.asSystem((tx) => pauseRefusedServer(tx, row, why));
      await this.#options.refresh();
    } catch (error) {
      this.#options.log.warn('a sending server that refuses its login could not be paused', { error });
      // Tried again as any other: it will be refused again, and paused then.
      this.#health.failed(row.id, why);
    }
  }

  async #probe(id: string): Promise<void> {
    const row = this.#options.rowOf(id);
    if (row?.kind === 'mx' || (id !== INSTALL && row === undefined)) return this.#health.forget(id);
    const { live, deps } = this.#options;
    let connection: Connection;
    try {
      connection = await live.open([id], doorToTry(deps, row).open);
    } catch (error) {
      if (row?.changedAt === this.#options.rowOf(id)?.changedAt) this.failed(id, error as Error);
      return;
    }
    connection.close();
    this.opened(id);
  }

  #note(row: ServerRow): void {
    this.#notes.write(row, () => this.#health.trouble(row.id));
  }
}
