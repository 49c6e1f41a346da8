import type { Scope } from '#server/accounts/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { problem, type Registrar } from '#server/platform/http/index.ts';
import * as contract from './contract.ts';

export function alertRoutes(on: Registrar<Scope>, { database }: { database: Database }): void {
  on.on(contract.listAlerts, async ({ scope }) => {
    const items = await database.inAccount(scope.accountId, (tx) =>
      tx.query<contract.Alert>(sql`
        select id, kind, subject_id as "subjectId", text, raised_at as "raisedAt"
        from alerts where resolved_at is null order by raised_at desc, id limit 100`),
    );
    return { items };
  });

  on.on(contract.dismissAlert, async ({ scope, params }) => {
    const dismissed = await database.inAccount(scope.accountId, (tx) =>
      tx.execute(sql`
        update alerts set resolved_at = coalesce(resolved_at, now())
        where account_id = ${scope.accountId} and id = ${params.id}`),
    );
    if (dismissed === 0) throw problem('not_found', 'There is no such alert.');
    return { ok: true as const };
  });
}
