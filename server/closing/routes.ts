import type { Account } from '#server/accounts/contract.ts';
import { accountColumns, type Scope } from '#server/accounts/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import { type ClosingDeps, closeByOperator, closeByOwner, whyNotClosed } from './close-account.ts';
import * as contract from './contract.ts';
import { askForExport, type ExportDeps, listExports } from './export/exports.ts';
import { sendExport } from './export/send-export.ts';
import { reopenByOperator, reopenByOwner } from './reopen-account.ts';

export function closingRoutes(on: Registrar<Scope>, deps: ClosingDeps & ExportDeps): void {
  const { database } = deps;
  on.on(contract.getClosing, async ({ scope: { accountId } }) => ({
    closing: await readClosing(database, accountId),
    days: deps.closingDays,
    hindrance: await database.asSystem((tx) => whyNotClosed(tx, accountId)),
    exports: await listExports(database, accountId),
  }));
  on.on(contract.closeAccount, async ({ scope, body }) => closeByOwner(deps, scope.accountId, body));
  on.on(contract.reopenAccount, async ({ scope }) => {
    await reopenByOwner(database, scope.accountId);
    return { ok: true as const };
  });

  on.on(contract.askForExport, async ({ scope }) => askForExport(deps, scope));
  on.on(contract.fetchExport, async ({ scope, params, reply }) => {
    const { name, archive } = await sendExport(deps, scope, params.id);
    return reply
      .type('application/zip')
      .header('content-disposition', `attachment; filename="${fileName(name)}"`)
      .header('cache-control', 'no-store')
      .send(archive);
  });

  on.on(contract.closeAccountByOperator, async ({ params, body }) =>
    closeByOperator(deps, params.id, body.reason),
  );
  on.on(contract.reopenAccountByOperator, async ({ params }) => {
    await reopenByOperator(database, params.id);
    return { ok: true as const };
  });
  on.on(contract.listErasedAccounts, async () => ({
    items: await database.asSystem((tx) =>
      tx.query<contract.ErasedAccount>(sql`
        select id, why, closed_by as "closedBy", made_at as "madeAt", began_at as "beganAt", finished_at as "finishedAt",
          (select coalesce(sum(value::bigint), 0)::bigint from jsonb_each_text(deleted)) as rows
        from erased_accounts order by began_at desc limit 100`),
    ),
  }));
}

const readClosing = (database: Database, accountId: string) =>
  database.inAccount(accountId, async (tx) => {
    const { closing } = await tx.one<Account>(sql`select ${accountColumns} from accounts a`);
    return closing;
  });

/** Letters and digits of ASCII, for every system and header, and the day. */
function fileName(account: string): string {
  const plain = account
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase();
  return `${plain.slice(0, 60) || 'account'}-${new Date().toISOString().slice(0, 10)}.zip`;
}
