import type { Registrar } from '#server/platform/http/index.ts';
import type { Scope } from '../access/scope.ts';
import * as contract from './contract.ts';
import { describeSession } from './describe-session.ts';
import { deviceToken } from './devices/device-cookie.ts';
import { type Entrance, enter } from './enter.ts';
import { checkLogin } from './log-in.ts';
import * as sessionsContract from './own-sessions/contract.ts';
import { endOwnSession, listOwnSessions, logOutElsewhere } from './own-sessions/own-sessions.ts';
import { clearSessionCookie, sessionToken } from './session-cookie.ts';
import { closeSession } from './sessions.ts';

interface SignInDeps extends Entrance {
  /** Public address of this install, without a slash at its end. */
  baseUrl: string;
  /** InstallKeys.signIn. */
  key: Buffer;
}

export function signInRoutes(on: Registrar<Scope>, deps: SignInDeps): void {
  const { database, install, key } = deps;

  on.on(contract.logIn, async ({ body, request, reply }) => {
    const person = await checkLogin(database, key, { ...body, device: deviceToken(request) });
    return await enter(deps, { request, reply }, { userId: person.userId }, { secondFactor: false });
  });

  on.on(contract.logOut, async ({ request, reply }) => {
    await closeSession(database, sessionToken(request) ?? '');
    clearSessionCookie(request, reply);
    return { ok: true as const };
  });

  on.on(contract.getSession, async ({ scope }) =>
    describeSession(database, { accountId: scope.accountId, userId: scope.userId ?? '' }, install),
  );

  ownSessionRoutes(on, deps);
}

function ownSessionRoutes(on: Registrar<Scope>, { database }: SignInDeps): void {
  on.on(sessionsContract.listOwnSessions, async ({ scope }) => ({
    items: await listOwnSessions(database, scope),
  }));
  on.on(sessionsContract.endOwnSession, async ({ scope, params }) => {
    await endOwnSession(database, scope, params.id);
    return { ok: true as const };
  });
  on.on(sessionsContract.endOtherSessions, async ({ scope }) => ({
    ended: await logOutElsewhere(database, scope),
  }));
}
