import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Database, prepared, sql } from '#server/platform/database/index.ts';
import type { MtaStsPolicy } from './policy.ts';

/** A policy that still holds, and for how many seconds. */
type KeptPolicy = { policy: MtaStsPolicy; seconds: number };

/** Expired policies that are removed whenever one is kept. */
const SWEPT = 100;

type Question = {
  domain: string;
  resolve: (kept: KeptPolicy | undefined) => void;
  reject: (error: unknown) => void;
};

/**
 * The policies that all workers keep in the database. Their time is counted by its clock, so that a worker whose clock is
 * wrong neither keeps one too long nor drops it too soon.
 */
export class KeptPolicies {
  readonly #database: Database;
  #questions: Question[] = [];
  #isReading = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The policy of a domain that still holds. Asked for many domains at once, the database is asked once. */
  read(domain: string): Promise<KeptPolicy | undefined> {
    return new Promise((resolve, reject) => {
      this.#questions.push({ domain, resolve, reject });
      if (!this.#isReading) void this.#readAll();
    });
  }

  async #readAll(): Promise<void> {
    this.#isReading = true;
    await nextTurn();
    while (this.#questions.length > 0) {
      const questions = this.#questions.splice(0);
      try {
        const found = await this.#find(questions.map(({ domain }) => domain));
        for (const { domain, resolve } of questions) resolve(found.get(domain));
      } catch (error) {
        for (const { reject } of questions) reject(error);
      }
    }
    this.#isReading = false;
  }

  async #find(domains: string[]): Promise<Map<string, KeptPolicy>> {
    type Row = MtaStsPolicy & { domain: string; seconds: number };
    const rows = await this.#database.atOnce<Row>(
      prepared(
        'mta-sts-policies',
        sql`
        select domain, policy_id as id, mode, mx, max_age as "maxAge",
          extract(epoch from expires_at - now())::float8 as seconds
        from mta_sts_policies where domain = any(${domains}::text[]) and expires_at > now()`,
      ),
    );
    return new Map(rows.map(({ domain, seconds, ...policy }) => [domain, { policy, seconds }]));
  }

  /** Keeps what was fetched just now, for as long as it says; and forgets some whose time is over. */
  async keep(domain: string, { id, mode, mx, maxAge }: MtaStsPolicy): Promise<void> {
    await this.#database.asSystem(async (tx) => {
      await tx.execute(sql`
        insert into mta_sts_policies (domain, policy_id, mode, mx, max_age, expires_at)
        values (${domain}, ${id}, ${mode}, ${mx}::text[], ${maxAge}, now() + make_interval(secs => ${maxAge}))
        on conflict (domain) do update set policy_id = excluded.policy_id, mode = excluded.mode, mx = excluded.mx,
          max_age = excluded.max_age, expires_at = excluded.expires_at`);
      await tx.execute(sql`
        delete from mta_sts_policies p using (
          select domain from mta_sts_policies where expires_at < now()
          order by expires_at limit ${SWEPT} for update skip locked
        ) old where p.domain = old.domain`);
    });
  }
}
