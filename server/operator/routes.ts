import { type Scope, setPlan } from '#server/accounts/index.ts';
import type { HaltSending } from '#server/closing/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import * as contract from './contract.ts';
import { setDailyCap } from './daily-cap.ts';
import { listAccounts, readOperatorsAccount } from './list-accounts.ts';
import { makeAccountFor } from './new-account/make-account-for.ts';
import { removeNote, writeNote } from './notes/notes.ts';
import { readAccountDetail } from './read-account.ts';
import { type StaffRoutesDeps, staffRoutes } from './staff/routes.ts';
import { restoreAccount, suspendAccount } from './suspension/suspend-account.ts';

export interface OperatorDeps extends StaffRoutesDeps {
  haltSending: HaltSending;
}

export function operatorRoutes(on: Registrar<Scope>, deps: OperatorDeps): void {
  const { database } = deps;
  staffRoutes(on, deps);
  on.on(contract.listAccounts, async ({ query }) => listAccounts(database, query));
  on.on(contract.getOperatorsAccount, async ({ params }) => readAccountDetail(database, params.id));
  on.on(contract.makeAccountFor, ({ scope, body }) => makeAccountFor(deps, scope, body));
  on.on(contract.setDailyCap, async ({ params, body }) => setDailyCap(database, params.id, body.dailyCap));
  on.on(contract.setAccountPlan, async ({ params, body }) =>
    database.asSystem(async (tx) => {
      await setPlan(tx, params.id, body.planId);
      return await readOperatorsAccount(tx, params.id);
    }),
  );
  on.on(contract.suspendAccount, async ({ params, body }) => suspendAccount(deps, params.id, body));
  on.on(contract.restoreAccount, async ({ params }) => restoreAccount(deps, params.id));
  on.on(contract.writeOperatorNote, async ({ scope, params, body }) =>
    writeNote(database, scope, params.id, body.text),
  );
  on.on(contract.removeOperatorNote, async ({ params }) => {
    await removeNote(database, params.id, params.noteId);
    return { ok: true as const };
  });
}
