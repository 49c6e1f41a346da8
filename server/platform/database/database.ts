import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { restrictedMember } from './reach.ts';
import { type RoleName, roleUrl } from './roles.ts';
import { ClientSnapshot, type Snapshot } from './snapshot.ts';
import { type Prepared, type Sql, toStatement } from './sql.ts';

/** A running transaction. */
export interface Tx {
  /** All rows. timestamptz arrives as ISO 8601 text in UTC, bigint as number, jsonb parsed. */
  query<Row>(statement: Sql): Promise<Row[]>;
  /** The only row. @throws when there is none or more than one. */
  one<Row>(statement: Sql): Promise<Row>;
  /** The only row, or undefined. @throws when there are more. */
  maybeOne<Row>(statement: Sql): Promise<Row | undefined>;
  /** How many rows were changed. */
  execute(statement: Sql): Promise<number>;
}

export interface Database {
  /** Runs work in one transaction that sees and changes this account's rows alone. */
  inAccount<T>(accountId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Makes one transaction of everything that work does in this account through `inAccount`: all of it is kept, or
   * nothing. What it does `asSystem` stays a transaction of its own, which may only read: its locks could wait for ours.
   * For null it is the other way round: one of everything `asSystem`, and what it does in accounts may only read.
   */
  asOne<T>(accountId: string | null, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Leaves the transaction that `asOne` makes of everything: for what has to stand whatever becomes of it. */
  apart<T>(work: () => Promise<T>): Promise<T>;
  /** Runs work in one transaction across accounts: for logins, the engine and the scheduler only. */
  asSystem<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Runs one statement that is a whole transaction of the engine's: one way to the database and back. Over connections
   * of its own, where plans are made once, whatever the values, and follow indexes alone, whatever the statistics say:
   * for statements that run all the time and find a few rows by their keys.
   */
  atOnce<Row>(statement: Prepared): Promise<Row[]>;
  /**
   * Reads an account as it is at one moment, however long that takes: one transaction that may only read, over connections of
   * its own, of which there are few. While it lasts the database keeps what others delete, so the caller bounds it; it ends by
   * itself when nothing is asked for a minute.
   * @throws when all of these connections are busy
   */
  inSnapshot<T>(accountId: string, work: (snapshot: Snapshot) => Promise<T>): Promise<T>;
  /** Calls back on every NOTIFY of the channel, over a connection of its own that is renewed when it breaks. */
  listen(channel: string, onNotify: (payload: string) => void): Promise<{ stop(): Promise<void> }>;
  close(): Promise<void>;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary' && oid === pg.types.builtins.TIMESTAMPTZ) return toInstant;
    if (format !== 'binary' && oid === pg.types.builtins.INT8) return Number;
    return pg.types.getTypeParser(oid, format as 'text');
  },
} as pg.CustomTypesConfig;
const toInstant = (value: string) => (value.endsWith('infinity') ? value : new Date(value).toISOString());

/**
 * Opens the product's pools: for the role bound to an account, for members restricted to certain lists, for the engine.
 * @param url connection string of the owner, whose roles were made by migrate().
 * @param key InstallKeys.database; the roles' passwords come from it.
 */
export function openDatabase(url: string, key: Buffer, { connections = 10 } = {}): Database {
  const app = openPool(url, key, 'app', connections);
  const member = openPool(url, key, 'member', connections);
  const system = openPool(url, key, 'system', connections);
  const snapshots = openPool(url, key, 'app', SNAPSHOTS, {
    options: IN_ORDER,
    connectionTimeoutMillis: 2_000,
  });
  const prepared = openPool(url, key, 'system', connections, { options: KEPT_PLANS });
  const roleNow = () => (restrictedMember() === null ? app : member);
  return {
    async inAccount(accountId, work) {
      const whole = theWhole.getStore();
      if (whole?.isOpen && whole.accountId !== null) return await inPart(whole, accountId, work);
      const begin = beginIn(accountId);
      return await transaction(roleNow(), whole?.isOpen ? readOnly(begin) : begin, (client) =>
        work(new ClientTx(client)),
      );
    },
    async asOne(accountId, work) {
      const [pool, begin] = accountId === null ? [system, BEGIN_PATIENTLY] : [roleNow(), beginIn(accountId)];
      return await transaction(pool, begin, (client) =>
        inWhole(client, accountId, () => work(new ClientTx(client))),
      );
    },
    apart: (work) => theWhole.exit(work),
    async asSystem(work) {
      const whole = theWhole.getStore();
      if (whole?.isOpen && whole.accountId === null) return await inPart(whole, null, work);
      return await transaction(system, whole?.isOpen ? readOnly('begin') : 'begin', (client) =>
        work(new ClientTx(client)),
      );
    },
    async atOnce<Row>(statement: Prepared) {
      const { rows } = await prepared.query({ name: statement.name, ...toStatement(statement) });
      return rows as Row[];
    },
    async inSnapshot(accountId, work) {
      if (restrictedMember() !== null)
        throw new Error('Who may see some lists alone reads no snapshot of the account.');
      const begin = beginIn(accountId).replace('begin', 'begin isolation level repeatable read read only');
      return await transaction(snapshots, `${begin}; ${IDLE_AT_MOST}`, (client) =>
        work(new ClientSnapshot(client)),
      );
    },
    listen: (channel, onNotify) => listen(roleUrl(url, key, 'system'), channel, onNotify),
    async close() {
      await Promise.all([app, member, system, prepared, snapshots].map((pool) => pool.end()));
    },
  };
}

/** As the member who asks, for the role of that name, when they are restricted to certain lists. */
function beginIn(accountId: string): string {
  const memberId = restrictedMember();
  // The ids become part of the statement text, so only plain UUIDs may pass.
  if (!uuid.test(accountId)) throw new Error('A transaction in an account needs the account’s id.');
  if (memberId !== null && !uuid.test(memberId)) throw new Error('A restricted member needs an id.');
  const inAccount = `begin; set local app.account_id = '${accountId}'`;
  return memberId === null ? inAccount : `${inAccount}; set local app.member_id = '${memberId}'`;
}

const readOnly = (begin: string) => begin.replace('begin', 'begin read only');

/** A named request may ask outside before it is done, and holds no lock that the engine waits for. */
const BEGIN_PATIENTLY = `begin; set local idle_in_transaction_session_timeout = '60s'`;

/** Each holds back the cleaning up of the whole database. */
const SNAPSHOTS = 3;
const IDLE_AT_MOST = `set local idle_in_transaction_session_timeout = '60s'`;

const BY_INDEX = '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off';
const KEPT_PLANS = `-c plan_cache_mode=force_generic_plan ${BY_INDEX}`;
/** Rows come one after the other in the order of an index, whatever the statistics say: nothing is gathered first. */
const IN_ORDER = `${BY_INDEX} -c enable_bitmapscan=off -c enable_material=off -c enable_sort=off -c enable_incremental_sort=off`;

function openPool(
  url: string,
  key: Buffer,
  role: RoleName,
  max: number,
  more: Pick<pg.PoolConfig, 'options' | 'connectionTimeoutMillis'> = {},
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: roleUrl(url, key, role),
    max,
    types,
    connectionTimeoutMillis: 10_000,
    ...more,
    idleTimeoutMillis: 30_000,
    application_name: `mail-minion ${role}`,
    // A process that is frozen in the middle of a transaction must not keep its locks: others could neither pause a
    // send nor take over its work. Shorter than the engine's leases.
    ...(role === 'system' && { idle_in_transaction_session_timeout: 6_000 }),
  });
  // A connection lost while idle is replaced on next use; without a listener it would end the process.
  pool.on('error', () => {});
  // The same for one lost in the pause between two statements of a transaction; the next statement then fails.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

async function transaction<T>(
  pool: pg.Pool,
  begin: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((lost: Error) => {
      broken = lost;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** The transaction that everything below a call of `asOne` belongs to. */
interface Whole {
  /** Null for the system's. */
  accountId: string | null;
  client: pg.PoolClient;
  /** False once it has ended: what was started in it and still runs is on its own. */
  isOpen: boolean;
  /** Ends with the part that was begun last. Parts are savepoints of one connection and must not overlap. */
  turn: Promise<unknown>;
}
const theWhole = new AsyncLocalStorage<Whole>();

async function inWhole<T>(
  client: pg.PoolClient,
  accountId: string | null,
  work: () => Promise<T>,
): Promise<T> {
  const whole: Whole = { accountId, client, isOpen: true, turn: Promise.resolve() };
  try {
    return await theWhole.run(whole, work);
  } finally {
    whole.isOpen = false;
  }
}

/** A part that fails takes back what it did and leaves the rest of the whole as it was. */
function inPart<T>(whole: Whole, accountId: string | null, work: (tx: Tx) => Promise<T>): Promise<T> {
  if (accountId !== whole.accountId) throw new Error('One transaction cannot work in two accounts.');
  const { client } = whole;
  const part = whole.turn.then(async () => {
    await client.query('savepoint part');
    try {
      const result = await inWhole(client, accountId, () => work(new ClientTx(client)));
      await client.query('release savepoint part');
      return result;
    } catch (error) {
      // On a lost connection this fails too; the error that is told is the first.
      await client.query('rollback to savepoint part; release savepoint part').catch(() => {});
      throw error;
    }
  });
  whole.turn = part.catch(() => {});
  return part;
}

class ClientTx implements Tx {
  readonly #client: pg.PoolClient;
  constructor(client: pg.PoolClient) {
    this.#client = client;
  }
  async query<Row>(statement: Sql): Promise<Row[]> {
    return (await this.#client.query(toStatement(statement))).rows as Row[];
  }
  async one<Row>(statement: Sql): Promise<Row> {
    const row = await this.maybeOne<Row>(statement);
    if (row === undefined) throw new Error('The database answered no row where there must be one.');
    return row;
  }
  async maybeOne<Row>(statement: Sql): Promise<Row | undefined> {
    const rows = await this.query<Row>(statement);
    if (rows.length > 1) throw new Error('The database answered several rows where there may be one.');
    return rows[0];
  }
  async execute(statement: Sql): Promise<number> {
    return (await this.#client.query(toStatement(statement))).rowCount ?? 0;
  }
}

async function listen(url: string, channel: string, onNotify: (payload: string) => void) {
  let stopped = false;
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  const connect = async () => {
    client = new pg.Client({ connectionString: url, application_name: `mail-minion listen ${channel}` });
    client.on('notification', (message) => onNotify(message.payload ?? ''));
    client.on('error', () => {});
    client.on('end', () => {
      if (!stopped) retry = setTimeout(() => void connect().catch(() => {}), 1000);
    });
    await client.connect();
    await client.query(`listen ${pg.escapeIdentifier(channel)}`);
  };
  await connect();
  return {
    async stop() {
      stopped = true;
      clearTimeout(retry);
      await client?.end().catch(() => {});
    },
  };
}
