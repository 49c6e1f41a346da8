import type { Scope } from '#server/accounts/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import type { StartDeps } from '../safeguards/safeguards.ts';
import { approve, comment, sendBack, withdraw } from './answer.ts';
import { askForApproval } from './ask.ts';
import * as contract from './contract.ts';
import { listWaiting } from './list-waiting.ts';
import { readApproval } from './read-approval.ts';

export function approvalRoutes(on: Registrar<Scope>, deps: StartDeps): void {
  const { database } = deps;
  const read = (scope: Scope, id: string) =>
    database.inAccount(scope.accountId, (tx) => readApproval(tx, scope, id));
  on.on(contract.getApproval, ({ scope, params }) => read(scope, params.id));
  on.on(contract.listWaitingForMe, ({ scope }) => listWaiting(database, scope));
  on.on(contract.askForApproval, async ({ scope, params, body }) => {
    await askForApproval(deps, scope, params.id, body);
    return await read(scope, params.id);
  });
  on.on(contract.approveCampaign, async ({ scope, params, body }) => {
    await approve(deps, scope, params.id, body);
    return await read(scope, params.id);
  });
  on.on(contract.sendBackCampaign, async ({ scope, params, body }) => {
    await sendBack(deps, scope, params.id, body);
    return await read(scope, params.id);
  });
  on.on(contract.withdrawApproval, async ({ scope, params }) => {
    await withdraw(deps, scope, params.id);
    return await read(scope, params.id);
  });
  on.on(contract.commentOnCampaign, async ({ scope, params, body }) => {
    await database.inAccount(scope.accountId, (tx) => comment(tx, scope, params.id, body.text));
    return { ok: true as const };
  });
}
