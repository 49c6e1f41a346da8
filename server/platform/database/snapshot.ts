import type pg from 'pg';
import { type Sql, toStatement } from './sql.ts';

/** Rows as the database hands them out: values in the order of the columns. */
export interface RowBatch {
  columns: string[];
  rows: unknown[][];
}

/** One account as it was at one moment, for reading as much of it as one likes. */
export interface Snapshot {
  /**
   * The rows of a statement in batches, so that memory does not grow with their number. An empty answer is one batch without
   * rows, which still names the columns. Values arrive as in `Tx`.
   * @param atOnce rows in a batch; few where rows are large
   */
  rows(statement: Sql, atOnce?: number): AsyncGenerator<RowBatch, void, void>;
  /** All rows of a statement that answers few. */
  query<Row>(statement: Sql): Promise<Row[]>;
}

/** A snapshot over the connection of a transaction that was begun for it. */
export class ClientSnapshot implements Snapshot {
  readonly #client: pg.PoolClient;
  #cursors = 0;
  constructor(client: pg.PoolClient) {
    this.#client = client;
  }
  async query<Row>(statement: Sql): Promise<Row[]> {
    return (await this.#client.query(toStatement(statement))).rows as Row[];
  }
  async *rows(statement: Sql, atOnce = 2000): AsyncGenerator<RowBatch, void, void> {
    this.#cursors += 1;
    const name = `cursor_${this.#cursors}`;
    const { text, values } = toStatement(statement);
    await this.#client.query(`declare ${name} no scroll cursor for ${text}`, values);
    for (let isFirst = true, more = true; more; isFirst = false) {
      const fetch = { text: `fetch ${atOnce} from ${name}`, rowMode: 'array' as const };
      const { fields, rows } = await this.#client.query<unknown[]>(fetch);
      more = rows.length === atOnce;
      if (isFirst || rows.length > 0) yield { columns: fields.map((field) => field.name), rows };
    }
    await this.#client.query(`close ${name}`);
  }
}
