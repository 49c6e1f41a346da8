import type { Scope } from '#server/accounts/index.ts';
import { createStaffRecorder } from '#server/activity/index.ts';
import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import { describeSession, enter, type Install } from '#server/sign-in/index.ts';
import * as contract from './contract.ts';
import {
  inviteStaff,
  listStaffInvitations,
  withdrawStaffInvitation,
} from './invitations/send-staff-invitation.ts';
import {
  acceptStaffInvitation,
  joinStaff,
  readStaffInvitation,
} from './invitations/take-staff-invitation.ts';
import { changeStaffRole, listStaffMembers, removeStaff, type StaffDeps } from './members.ts';

export interface StaffRoutesDeps extends StaffDeps {
  install: Install;
  /** KeyRing.activity */
  activityKeys: PurposeKeys;
}

export function staffRoutes(on: Registrar<Scope>, deps: StaffRoutesDeps): void {
  const { database, install, activityKeys } = deps;
  const recorder = createStaffRecorder(database, activityKeys);
  const recordJoining = ({ userId, browser }: Scope) =>
    recorder.attributed(
      contract.acceptStaffInvitation.act,
      { userId: userId ?? '', browser, at: new Date() },
      { result: {}, status: 200 },
    );
  on.on(contract.listStaff, () =>
    database.asSystem(async (tx) => ({
      items: await listStaffMembers(tx),
      invitations: await listStaffInvitations(tx),
    })),
  );
  on.on(contract.inviteStaff, ({ scope, body }) => inviteStaff(deps, scope, body));
  on.on(contract.withdrawStaffInvitation, async ({ params }) => {
    await database.asSystem((tx) => withdrawStaffInvitation(tx, params.id));
    return { ok: true as const };
  });
  on.on(contract.changeStaffRole, ({ scope, params, body }) =>
    changeStaffRole(deps, scope, params.id, body.staffRole),
  );
  on.on(contract.removeStaff, ({ scope, params }) => removeStaff(deps, scope, params.id));

  on.on(contract.readStaffInvitation, ({ body }) => readStaffInvitation(database, body.token));
  on.on(contract.acceptStaffInvitation, async ({ scope, body }) => {
    await acceptStaffInvitation(database, scope, body.token);
    // It stands in the account's log already; here it tells how somebody came to be among them.
    if (scope.accountId) await recordJoining(scope);
    return await describeSession(
      database,
      { accountId: scope.accountId, userId: scope.userId ?? '' },
      install,
    );
  });
  on.on(contract.joinStaff, async ({ body, request, reply }) => {
    const userId = await joinStaff(database, body);
    return await enter(deps, { request, reply }, { userId, accountId: null }, { secondFactor: false });
  });
}
