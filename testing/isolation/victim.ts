import pg from 'pg';
import type { TestApp } from '../app.ts';

/** Text that stands in every column of the victim that takes it, and nowhere else. */
export const canary = 'canary-2f6b1c';

/** The tables that carry an account, with their columns of text. */
interface Table {
  name: string;
  texts: string[];
}

/** Rows that are known: what may leave them nowhere, and whether something touched them. */
export class Victim {
  readonly #client: pg.Client;
  readonly #accountId: string;
  readonly #tables: Table[];
  /** Which rows of a table t, if not all of the account. */
  readonly #which: string;
  /** Of its rows; a request may name them, an answer may not. */
  ids = new Set<string>();

  /** Everything of an account. */
  static async of(app: TestApp, accountId: string): Promise<Victim> {
    return new Victim(await Victim.#read(app), accountId, 'true');
  }

  /** Everything in an account that speaks of certain things of it. Its activity log tells of those who asked for them. */
  static async ofThings(app: TestApp, accountId: string, ids: readonly string[]): Promise<Victim> {
    const { client, tables } = await Victim.#read(app);
    const which = `t::text ~ '${ids.join('|')}'`;
    const victim = new Victim(
      { client, tables: tables.filter(({ name }) => !isLog(name)) },
      accountId,
      which,
    );
    victim.ids = new Set(ids);
    return victim;
  }

  static async #read({ services }: TestApp): Promise<{ client: pg.Client; tables: Table[] }> {
    const client = new pg.Client({ connectionString: services.databaseUrl });
    await client.connect();
    const { rows } = await client.query<Table>(`
      select c.relname as name, coalesce(array_agg(t.attname) filter (where t.atttypid = 'text'::regtype and t.attgenerated = ''), '{}')::text[] as texts
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id'
        join pg_attribute t on t.attrelid = c.oid and t.attnum > 0 and not t.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' group by 1 order by 1`);
    return { client, tables: [...rows, { name: 'accounts', texts: ['name', 'postal_address'] }] };
  }

  private constructor(
    { client, tables }: { client: pg.Client; tables: Table[] },
    accountId: string,
    which: string,
  ) {
    this.#client = client;
    this.#accountId = accountId;
    this.#tables = tables;
    this.#which = which;
  }

  /** Puts a mark into all its text, and learns the ids where none were named. @returns the columns that hold it */
  async mark(text: string = canary): Promise<string[]> {
    const marked: string[] = [];
    for (const table of this.#tables)
      for (const column of table.texts)
        if (await this.#markColumn(table, column, text)) marked.push(`${table.name}.${column}`);
    if (this.ids.size > 0) return marked;
    const { rows } = await this.#client.query<{ id: string }>(`select distinct id from (${this.#rows()}) as r,
      regexp_matches(r.row, '${anyId}', 'g') as found, unnest(found) as id`);
    this.ids = new Set(rows.map(({ id }) => id));
    // What others name too is of the install, such as the policies that everybody has agreed to.
    for (const { id } of await this.#named()) this.ids.delete(id);
    return marked;
  }

  /** Some columns take only words of a list, or point elsewhere; those stay as they are. */
  async #markColumn({ name }: Table, column: string, text: string): Promise<boolean> {
    try {
      const { rowCount } = await this.#client.query(
        `update ${name} t set ${column} = ${column} || $2 where ${key(name)} = $1 and ${this.#which}`,
        [this.#accountId, ` ${text}`],
      );
      return (rowCount ?? 0) > 0;
    } catch {
      return false;
    }
  }

  /** A sum for each table over all its rows. */
  async sums(): Promise<Map<string, string>> {
    const { rows } = await this.#client.query<{ name: string; sum: string }>(
      `select name, md5(string_agg(row, e'\\n' order by row)) as sum from (${this.#rows()}) as r group by name`,
    );
    return new Map(rows.map(({ name, sum }) => [name, sum]));
  }

  /** The tables in which other accounts name a row of this one. Their activity log tells what they asked for themselves. */
  async namedElsewhere(): Promise<string[]> {
    return [...new Set((await this.#named()).map(({ name }) => name))];
  }

  async #named(): Promise<{ name: string; id: string }[]> {
    const others = this.#tables
      .filter(({ name }) => !isLog(name))
      .map(
        ({ name }) =>
          `select '${name}' as name, t::text as row from ${name} t where ${key(name)} <> '${this.#accountId}'`,
      );
    const { rows } = await this.#client.query<{ name: string; id: string }>(
      `select distinct name, id from (${others.join(' union all ')}) as r,
        regexp_matches(r.row, '${anyId}', 'g') as found, unnest(found) as id where id = any ($1)`,
      [[...this.ids]],
    );
    return rows;
  }

  #rows(): string {
    return this.#tables
      .map(
        ({ name }) =>
          `select '${name}' as name, t::text as row from ${name} t where ${key(name)} = '${this.#accountId}' and ${this.#which}`,
      )
      .join(' union all ');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }
}

const isLog = (table: string) => /^(unsealed_)?acts?(_|$)/.test(table);
const anyId = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';
const key = (table: string) => (table === 'accounts' ? 'id' : 'account_id');
