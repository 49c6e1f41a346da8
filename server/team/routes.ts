import type { FastifyRequest } from 'fastify';
import type { OnAccountChanged, Scope } from '#server/accounts/index.ts';
import { attribute } from '#server/activity/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import { describeSession, enter, type Install } from '#server/sign-in/index.ts';
import * as contract from './contract.ts';
import {
  invite,
  listInvitations,
  resendInvitation,
  revokeInvitation,
} from './invitations/send-invitation.ts';
import { acceptInvitation, joinByInvitation, readInvitation } from './invitations/take-invitation.ts';
import { changeMember, listMembers, removeMember } from './members/members.ts';
import { enterAccount, leaveAccount, listMyAccounts } from './my-accounts/my-accounts.ts';
import { acceptOwnership, endOffer, offerOwnership, readOffer } from './ownership/ownership.ts';
import type { TeamMailDeps } from './team-mail.ts';

export interface TeamDeps extends TeamMailDeps {
  install: Install;
  onAccountChanged: OnAccountChanged;
}

const ok = { ok: true as const };

export function teamRoutes(on: Registrar<Scope>, deps: TeamDeps): void {
  const { database, install } = deps;
  on.on(contract.listMyAccounts, async ({ scope }) => ({
    items: await listMyAccounts(database, scope),
  }));
  /** The session of somebody who came from another account, in whose log the act does not belong. */
  const comeFromElsewhere = async (request: FastifyRequest, { userId }: Scope, accountId: string) => {
    const member = { accountId, userId: userId ?? '' };
    attribute(request, member);
    return await describeSession(database, member, install);
  };
  on.on(contract.enterAccount, async ({ scope, body: { accountId }, request }) => {
    await enterAccount(database, scope, accountId);
    return await comeFromElsewhere(request, scope, accountId);
  });
  on.on(contract.leaveAccount, async ({ scope }) => {
    await leaveAccount(deps, scope);
    return ok;
  });

  on.on(contract.listMembers, async ({ scope }) => ({ items: await listMembers(database, scope) }));
  on.on(contract.changeMember, ({ scope, params, body }) => changeMember(deps, scope, params.id, body));
  on.on(contract.removeMember, async ({ scope, params }) => {
    await removeMember(deps, scope, params.id);
    return ok;
  });

  on.on(contract.listInvitations, async ({ scope }) => ({ items: await listInvitations(database, scope) }));
  on.on(contract.invite, ({ scope, body }) => invite(deps, scope, body));
  on.on(contract.resendInvitation, ({ scope, params }) => resendInvitation(deps, scope, params.id));
  on.on(contract.revokeInvitation, async ({ scope, params }) => {
    await revokeInvitation(database, scope, params.id);
    return ok;
  });
  on.on(contract.readInvitation, ({ body }) => readInvitation(database, body.token));
  on.on(contract.acceptInvitation, async ({ scope, body, request }) =>
    comeFromElsewhere(request, scope, await acceptInvitation(database, scope, body.token)),
  );
  on.on(contract.joinByInvitation, async ({ body, scope, request, reply }) => {
    const member = await joinByInvitation(database, body, scope.browser);
    return await enter(deps, { request, reply }, member, { secondFactor: false });
  });

  on.on(contract.getOwnershipOffer, async ({ scope }) => ({ offer: await readOffer(database, scope) }));
  on.on(contract.offerOwnership, async ({ scope, body }) => ({
    offer: await offerOwnership(deps, scope, body),
  }));
  on.on(contract.acceptOwnership, async ({ scope }) => {
    await acceptOwnership(deps, scope);
    return ok;
  });
  on.on(contract.endOwnershipOffer, async ({ scope }) => {
    await endOffer(database, scope);
    return ok;
  });
}
