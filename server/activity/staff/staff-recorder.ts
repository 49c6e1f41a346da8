import type { StaffRole } from '#server/accounts/contract.ts';
import type { Browser, Scope } from '#server/accounts/index.ts';
import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import type { Act, Ending, RouteContract } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { endingOf, fieldOf, objectOf, placeOf } from '../record/describe-call.ts';
import type { StaffAct } from './staff-act.ts';
import { writeStaffAct, writeStaffOutcome } from './write-staff-act.ts';

interface StaffCall {
  contract: RouteContract;
  scope: Pick<Scope, 'userId' | 'staffRole' | 'browser'>;
  params: unknown;
}

/** Records what those who run the install do. */
export interface StaffRecorder {
  /** Writes the act down before it is done; the answer takes how it ended. */
  begin(act: Act, call: StaffCall): Promise<(ending: Ending) => Promise<void>>;
  /** An act of somebody known only once it was done, such as a login. Nothing for those who do not run the install. */
  attributed(act: Act, by: { userId: string; browser: Browser; at: Date }, ending: Ending): Promise<void>;
}

/** @param keys KeyRing.activity */
export function createStaffRecorder(database: Database, keys: PurposeKeys): StaffRecorder {
  async function begin(recorded: StaffAct, act: Act) {
    await writeStaffAct(database, keys, recorded);
    return async (ending: Ending) =>
      writeStaffOutcome(database, keys, { actId: recorded.id, at: new Date(), ...endingOf(act, ending) });
  }

  return {
    // It was begun, whatever becomes of the request.
    begin: (act, { contract, scope, params }) =>
      database.apart(() =>
        begin(
          {
            ...staffAct(act, scope.browser),
            userId: scope.userId ?? '',
            staffRole: scope.staffRole,
            aboutAccount: accountNamed(contract, params),
            objectId: objectOf(act, params),
          },
          act,
        ),
      ),

    async attributed(act, { userId, browser, at }, ending) {
      const user = await database.asSystem((tx) =>
        tx.maybeOne<{ staffRole: StaffRole }>(
          sql`select staff_role as "staffRole" from users where id = ${userId} and staff_role is not null`,
        ),
      );
      if (!user) return;
      const ended = await begin(
        { ...staffAct(act, browser, at), userId, ...user, aboutAccount: null, objectId: null },
        act,
      );
      await ended(ending);
    },
  };
}

/** The account that the path of an operator's route names. */
export function accountNamed({ path }: RouteContract, params: unknown): string | null {
  const id = fieldOf(params, 'id');
  return path.startsWith('/api/operator/accounts/:id') && typeof id === 'string' ? id : null;
}

const staffAct = (act: Act, browser: Browser, at = new Date()) => ({
  id: newId(at.getTime()),
  at,
  act: act.name,
  ...placeOf(browser),
});
