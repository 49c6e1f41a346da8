import type { Database } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import type { Scope } from '../access/scope.ts';
import { changeAccount, readAccount } from './change-account.ts';
import * as contract from './contract.ts';
import { dropApproval, type OnAccountChanged, requireApproval } from './require-approval.ts';

export function settingsRoutes(
  on: Registrar<Scope>,
  deps: { database: Database; onAccountChanged: OnAccountChanged },
): void {
  const { database } = deps;
  on.on(contract.getAccount, async ({ scope }) => readAccount(database, scope));
  on.on(contract.changeAccount, async ({ scope, body }) => changeAccount(deps, scope, body));
  on.on(contract.requireApproval, async ({ scope }) => requireApproval(deps, scope));
  on.on(contract.dropApproval, async ({ scope }) => dropApproval(database, scope));
}
