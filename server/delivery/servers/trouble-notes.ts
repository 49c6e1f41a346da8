import { type Database, sql } from '#server/platform/database/index.ts';
import type { Log } from '#server/platform/log/index.ts';
import type { ServerRow } from './server-row.ts';

/** Writes down for people which servers are in trouble; the choice between servers does not depend on it. */
export class TroubleNotes {
  #database: Database;
  #log: Log;
  #last: Promise<void> = Promise.resolve();

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  /** @param troubleOf what holds when its turn comes: undefined when the server is well again */
  write({ accountId, id }: ServerRow, troubleOf: () => string | undefined): void {
    this.#last = this.#last
      .then(() => this.#store(accountId, id, troubleOf()))
      .catch((error) => this.#log.warn('trouble with a sending server could not be written', { error }));
  }

  /** Resolves when everything so far is written. */
  written(): Promise<void> {
    return this.#last;
  }

  async #store(accountId: string, id: string, trouble: string | undefined): Promise<void> {
    await this.#database.asSystem((tx) =>
      tx.execute(
        trouble === undefined
          ? sql`
            update sending_servers set trouble = null, trouble_since = null
            where account_id = ${accountId} and id = ${id} and trouble is not null`
          : sql`
            update sending_servers set trouble = ${trouble}, trouble_since = coalesce(trouble_since, now())
            where account_id = ${accountId} and id = ${id} and paused_at is null`,
      ),
    );
  }
}
