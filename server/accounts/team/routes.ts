import type { Database } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import type { Scope } from '../access/scope.ts';
import { describeSession, type Install } from '../sign-in/describe-session.ts';
import * as contract from './contract.ts';
import { changeMember, listMembers, removeMember } from './members/members.ts';
import { enterAccount, leaveAccount, listMyAccounts } from './my-accounts/my-accounts.ts';
import { acceptOwnership, endOffer, offerOwnership, readOffer } from './ownership/ownership.ts';

export interface TeamDeps {
  database: Database;
  install: Install;
}

const ok = { ok: true as const };

export function teamRoutes(on: Registrar<Scope>, { database, install }: TeamDeps): void {
  on.on(contract.listMyAccounts, async ({ scope }) => ({
    items: await listMyAccounts(database, scope.userId ?? ''),
  }));
  on.on(contract.enterAccount, async ({ scope, body }) => {
    await enterAccount(database, scope, body.accountId);
    return await describeSession(
      database,
      { accountId: body.accountId, userId: scope.userId ?? '' },
      install,
    );
  });
  on.on(contract.leaveAccount, async ({ scope }) => {
    await leaveAccount(database, scope);
    return ok;
  });

  on.on(contract.listMembers, async ({ scope }) => ({ items: await listMembers(database, scope) }));
  on.on(contract.changeMember, ({ scope, params, body }) =>
    changeMember(database, scope, params.id, body.role),
  );
  on.on(contract.removeMember, async ({ scope, params }) => {
    await removeMember(database, scope, params.id);
    return ok;
  });

  on.on(contract.getOwnershipOffer, async ({ scope }) => ({ offer: await readOffer(database, scope) }));
  on.on(contract.offerOwnership, async ({ scope, body }) => ({
    offer: await offerOwnership(database, scope, body),
  }));
  on.on(contract.acceptOwnership, async ({ scope }) => {
    await acceptOwnership(database, scope);
    return ok;
  });
  on.on(contract.endOwnershipOffer, async ({ scope }) => {
    await endOffer(database, scope);
    return ok;
  });
}
