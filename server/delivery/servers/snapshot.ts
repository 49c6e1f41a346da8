import { sql, type Tx } from '#server/platform/database/index.ts';
import { readServerDays, type ServerDay } from '../pace/index.ts';
import type { WarmUp } from './contract.ts';
import { type ServerRow, serverColumns, serverOrder } from './server-row.ts';

/** Everything the choice of a way needs to know, read at one moment. */
export type Snapshot = {
  /** Those of all accounts, in the order in which equally fitting ones are tried. */
  servers: ServerRow[];
  /** What became of the mail of servers that warm up, by server. */
  days: Map<string, ServerDay[]>;
  /** Messages a day that the operator, or the plan, allows an account, by account. */
  dailyCaps: Map<string, number>;
  /** Warm-ups of sending domains, by account and domain. */
  domainWarmUps: Map<string, WarmUp>;
};

export const domainKey = (accountId: string, domain: string) => `${accountId} ${domain}`;

/** Reads what is set by hand, for all accounts: little next to one campaign. */
export async function readSnapshot(tx: Tx): Promise<Snapshot> {
  const servers = await tx.query<ServerRow>(
    sql`select ${serverColumns} from sending_servers order by ${serverOrder}`,
  );
  const caps = await tx.query<{ id: string; cap: number }>(
    sql`select a.id, least(a.daily_cap, p.daily_cap) as cap from accounts a left join plans p on p.id = a.plan_id
      where coalesce(a.daily_cap, p.daily_cap) is not null`,
  );
  const domains = await tx.query<WarmUp & { accountId: string; domain: string }>(sql`
    select account_id as "accountId", domain, to_char(started_on, 'YYYY-MM-DD') as "startedOn", plan
    from domain_warm_ups`);
  return {
    servers,
    days: await daysOfWarmingUp(tx, servers),
    dailyCaps: new Map(caps.map(({ id, cap }) => [id, cap])),
    domainWarmUps: new Map(
      domains.map(({ accountId, domain, ...warmUp }) => [domainKey(accountId, domain), warmUp]),
    ),
  };
}

/** By server; only those that warm up are looked at. */
export async function daysOfWarmingUp(tx: Tx, servers: ServerRow[]): Promise<Map<string, ServerDay[]>> {
  const warming = servers.filter((row) => row.warmUp !== null).map((row) => row.id);
  if (warming.length === 0) return new Map();
  return Map.groupBy(await readServerDays(tx, warming), (day) => day.server);
}
