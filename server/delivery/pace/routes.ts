import type { Scope } from '#server/accounts/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { problem, type Registrar } from '#server/platform/http/index.ts';
import { toAsciiDomain } from '../mime/index.ts';
import * as contract from './contract.ts';
import { type WarmUp, warmUpPlans, warmUpToday } from './warm-up.ts';

type Row = WarmUp & { domain: string };
const columns = sql`domain, to_char(started_on, 'YYYY-MM-DD') as "startedOn", plan`;
const present = (row: Row): contract.DomainWarmUp => ({
  ...row,
  warmingUp: warmUpToday(row, new Date()) ?? null,
});
/** Workers read again how mail may leave when they hear this. */
const announce = sql`select pg_notify('sending_servers', '')`;

export function domainWarmUpRoutes(on: Registrar<Scope>, { database }: { database: Database }): void {
  on.on(contract.listDomainWarmUps, async ({ scope }) => {
    const rows = await database.inAccount(scope.accountId, (tx) =>
      tx.query<Row>(sql`select ${columns} from domain_warm_ups order by domain`),
    );
    return { items: rows.map(present) };
  });

  on.on(contract.startDomainWarmUp, async ({ scope, body }) => {
    const domain = toAsciiDomain(body.domain);
    if (domain === undefined || !domain.includes('.'))
      throw problem('invalid_input', undefined, { domain: 'This is not a domain name.' });
    const startedOn = body.startedOn ?? new Date().toISOString().slice(0, 10);
    const row = await database.inAccount(scope.accountId, async (tx) => {
      await tx.query(announce);
      return await tx.one<Row>(sql`
        insert into domain_warm_ups (account_id, domain, started_on, plan)
        values (${scope.accountId}, ${domain}, ${startedOn}::date, ${body.plan ?? warmUpPlans.domain}::int[])
        on conflict (account_id, domain) do update set started_on = excluded.started_on, plan = excluded.plan
        returning ${columns}`);
    });
    return present(row);
  });

  on.on(contract.endDomainWarmUp, async ({ scope, params }) => {
    const ended = await database.inAccount(scope.accountId, async (tx) => {
      await tx.query(announce);
      return await tx.execute(sql`delete from domain_warm_ups where domain = ${params.domain}`);
    });
    if (ended === 0) throw problem('not_found', 'This domain is not being warmed up.');
    return { ok: true as const };
  });
}
