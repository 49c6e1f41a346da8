import { type Database, sql } from '#server/platform/database/index.ts';
import type { Protection } from '../smtp/index.ts';
import { isKnownGroup, receiverGroupOf } from './receiver-groups.ts';

/** Whose message left by which server to which receiver. */
export type Tallied = {
  accountId: string;
  /** Null for the install's own way. */
  serverId: string | null;
  /** The recipient's domain, or the key of a group of receivers. */
  receiver: string;
  /** How the connection was protected that the message left by; counted when it was accepted. */
  protection?: Protection;
};

/** `slowed`: the receiver asked us to slow down; said besides what became of the message. */
export type Happened = 'accepted' | 'deferred' | 'rejected' | 'slowed';

type Counts = Record<Happened | Protection, number>;
type Line = { accountId: string; server: string; receiver: string; day: string } & Counts;

const NOTHING: Counts = {
  accepted: 0,
  deferred: 0,
  rejected: 0,
  slowed: 0,
  tlsVerified: 0,
  tlsUnverified: 0,
  inClear: 0,
};

/** Receivers that are not known by name count as one: there are too many of them to keep a line for each. */
const OTHER = 'other';
/** Domains whose group is remembered. */
const MOST_REMEMBERED = 20_000;
const DAY_MS = 24 * 60 * 60_000;

/**
 * Counts what became of messages, by account, server, receiver and day (UTC): in memory, so that counting costs
 * nothing, and into the database whenever flush() is called. What was not flushed when the process dies is lost: these
 * figures are for people and for warm-ups; the ledger is exact.
 */
export class Tally {
  readonly #database: Database;
  #lines = new Map<string, Line>();
  #groups = new Map<string, string>();
  #day: { number: number; text: string } | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  count({ accountId, serverId, receiver, protection }: Tallied, happened: Happened, now = new Date()): void {
    const server = serverId ?? 'install';
    const group = this.#groupOf(receiver);
    const day = this.#dayOf(now);
    const line = this.#lineOf({ accountId, server, receiver: group, day });
    line[happened] += 1;
    if (happened === 'accepted' && protection) line[protection] += 1;
  }

  #lineOf(about: Pick<Line, 'accountId' | 'server' | 'receiver' | 'day'>): Line {
    const key = keyOf(about);
    const known = this.#lines.get(key);
    if (known) return known;
    const line = { ...about, ...NOTHING };
    this.#lines.set(key, line);
    return line;
  }

  /** Remembered, because every message asks. */
  #groupOf(receiver: string): string {
    const known = this.#groups.get(receiver);
    if (known !== undefined) return known;
    const key = isKnownGroup(receiver) ? receiver : receiverGroupOf(receiver).key;
    const group = isKnownGroup(key) ? key : OTHER;
    if (this.#groups.size >= MOST_REMEMBERED) this.#groups.clear();
    this.#groups.set(receiver, group);
    return group;
  }

  #dayOf(now: Date): string {
    const number = Math.floor(now.getTime() / DAY_MS);
    if (this.#day?.number !== number) this.#day = { number, text: now.toISOString().slice(0, 10) };
    return this.#day.text;
  }

  /** Adds what was counted since the last time to the database. When that fails it is kept for the next time. */
  async flush(): Promise<void> {
    const lines = [...this.#lines.values()];
    this.#lines = new Map();
    if (lines.length === 0) return;
    try {
      await writeLines(this.#database, lines);
    } catch (error) {
      for (const line of lines) this.#add(line);
      throw error;
    }
  }

  #add(line: Line): void {
    const { accountId, server, receiver, day } = line;
    const kept = this.#lineOf({ accountId, server, receiver, day });
    for (const what of Object.keys(NOTHING) as (keyof Counts)[]) kept[what] += line[what];
  }
}

const keyOf = ({
  accountId,
  server,
  receiver,
  day,
}: Pick<Line, 'accountId' | 'server' | 'receiver' | 'day'>) => `${accountId} ${server} ${receiver} ${day}`;

async function writeLines(database: Database, lines: Line[]): Promise<void> {
  await database.asSystem((tx) =>
    // Sorted: workers that flush at the same moment must not wait for each other. An account deleted meanwhile is left out.
    tx.execute(sql`
      insert into server_days as d (account_id, server, receiver, day, accepted, deferred, rejected, slowed,
        tls_verified, tls_unverified, in_clear)
      select l."accountId", l.server, l.receiver, l.day, l.accepted, l.deferred, l.rejected, l.slowed,
        l."tlsVerified", l."tlsUnverified", l."inClear"
      from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
        as l ("accountId" uuid, server text, receiver text, day date, accepted int, deferred int, rejected int, slowed int,
          "tlsVerified" int, "tlsUnverified" int, "inClear" int)
      join accounts a on a.id = l."accountId"
      order by 1, 2, 4, 3
      on conflict (account_id, server, day, receiver) do update set
        accepted = d.accepted + excluded.accepted, deferred = d.deferred + excluded.deferred,
        rejected = d.rejected + excluded.rejected, slowed = d.slowed + excluded.slowed,
        tls_verified = d.tls_verified + excluded.tls_verified,
        tls_unverified = d.tls_unverified + excluded.tls_unverified, in_clear = d.in_clear + excluded.in_clear`),
  );
}
