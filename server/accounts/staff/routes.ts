import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import type { Scope } from '../access/scope.ts';
import { sentencesOf } from '../activity/sentences.ts';
import { describeSession, type Install } from '../sign-in/describe-session.ts';
import { enter } from '../sign-in/enter.ts';
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
import { countStaffActs, readStaffActFilters, readStaffActs } from './log/read-staff-acts.ts';
import { createStaffRecorder } from './log/staff-recorder.ts';
import { changeStaffRole, listStaffMembers, removeStaff, type StaffDeps } from './members.ts';

interface StaffRoutesDeps extends StaffDeps {
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
  logRoutes(on, deps);
}

function logRoutes(on: Registrar<Scope>, { database }: StaffDeps): void {
  // Not before they are asked for: routes are still being added.
  const sentences = () => sentencesOf(on.contracts);
  on.on(contract.listStaffActivity, ({ query: { cursor, limit, ...filter } }) =>
    database.asSystem(async (tx) => {
      const rows = await readStaffActs(tx, { ...filter, before: cursor, limit: limit + 1 }, sentences());
      const items = rows.slice(0, limit);
      return {
        items,
        nextCursor: rows.length > limit ? String(items.at(-1)!.number) : null,
        total: await countStaffActs(tx, filter),
      };
    }),
  );
  on.on(contract.listStaffActivityFilters, () =>
    database.asSystem((tx) => readStaffActFilters(tx, sentences())),
  );
}
