import { availableParallelism } from 'node:os';
import type { z } from 'zod';
import { isBound, type Scope } from '#server/accounts/index.ts';
import { attribute } from '#server/activity/index.ts';
import { randomToken, turnstile } from '#server/platform/crypto/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import { askForNewAddress } from './address-change/ask-for-new-address.ts';
import { readAddressChange, withdrawNewAddress } from './address-change/change-under-way.ts';
import { confirmNewAddress } from './address-change/confirm-new-address.ts';
import * as addressContract from './address-change/contract.ts';
import { stopNewAddress } from './address-change/stop-new-address.ts';
import * as contract from './contract.ts';
import { describeSession } from './describe-session.ts';
import { deviceToken, setDeviceCookie } from './devices/device-cookie.ts';
import type { Entrance, Exchange } from './enter.ts';
import { askForPasswordLink } from './forgotten/mail-password-link.ts';
import { resetPassword } from './forgotten/reset-password.ts';
import { checkLogin } from './log-in.ts';
import * as sessionsContract from './own-sessions/contract.ts';
import { endOwnSession, listOwnSessions, logOutElsewhere } from './own-sessions/own-sessions.ts';
import { changePassword } from './passwords/change-password.ts';
import * as passwordsContract from './passwords/contract.ts';
import { enterOrAsk } from './second-step.ts';
import { clearSessionCookie } from './session-cookie.ts';
import { closeSession } from './sessions.ts';

interface SignInDeps extends Entrance {
  /** Public address of this install, without a slash at its end. */
  baseUrl: string;
  /** InstallKeys.signIn. */
  key: Buffer;
}

/**
 * Logins looked at at once, each of which takes a core for its hash and a connection of the database, and how many wait. One core
 * stays free for people at work: 500 logins at once then hold nobody up for long (`npm run check -- logins`).
 */
const LOGGING_IN = { atOnce: Math.min(4, Math.max(1, availableParallelism() - 1)), mostWaiting: 50 };

export function signInRoutes(on: Registrar<Scope>, deps: SignInDeps): void {
  const { database, install, key } = deps;

  const inTurn = turnstile(
    async ({ request, reply }: Exchange, given: z.output<typeof contract.logIn.body>) => {
      const person = await checkLogin(database, key, { ...given, device: deviceToken(request) }, (userId) =>
        attribute(request, { userId }),
      );
      return await enterOrAsk(deps, { request, reply }, { userId: person.userId });
    },
    LOGGING_IN,
  );
  on.on(contract.logIn, ({ body, ...http }) => inTurn(http, body));

  on.on(contract.logOut, async ({ scope, request, reply }) => {
    if (scope.session) await closeSession(database, scope.session.id);
    clearSessionCookie(request, reply);
    return { ok: true as const };
  });

  on.on(contract.getSession, async ({ scope }) =>
    describeSession(
      database,
      { accountId: scope.accountId, userId: scope.userId ?? '', isBound: isBound(scope) },
      install,
    ),
  );

  ownSessionRoutes(on, deps);
  passwordRoutes(on, deps);
  addressRoutes(on, deps);
}

function ownSessionRoutes(on: Registrar<Scope>, { database, install }: SignInDeps): void {
  on.on(sessionsContract.listOwnSessions, async ({ scope }) => ({
    items: await listOwnSessions(database, install, scope),
  }));
  on.on(sessionsContract.endOwnSession, async ({ scope, params }) => {
    await endOwnSession(database, scope, params.id);
    return { ok: true as const };
  });
  on.on(sessionsContract.endOtherSessions, async ({ scope }) => ({
    ended: await logOutElsewhere(database, scope),
  }));
}

function passwordRoutes(on: Registrar<Scope>, deps: SignInDeps): void {
  on.on(passwordsContract.changePassword, async ({ scope, body }) => {
    await changePassword(deps, scope, body);
    return { ok: true as const };
  });
  on.on(passwordsContract.askForPasswordLink, async ({ body }) => {
    await askForPasswordLink(deps.database, body.email);
    return { ok: true as const };
  });
  on.on(passwordsContract.resetPassword, async ({ body, scope, request, reply }) => {
    const device = deviceToken(request) ?? randomToken();
    await resetPassword(deps, { ...body, device, browser: scope.browser }, (userId) =>
      attribute(request, { userId }),
    );
    setDeviceCookie(request, reply, device);
    return { ok: true as const };
  });
}

function addressRoutes(on: Registrar<Scope>, deps: SignInDeps): void {
  on.on(addressContract.askForNewAddress, async ({ scope, body }) => {
    await askForNewAddress(deps, scope, body.email);
    return { ok: true as const };
  });
  on.on(addressContract.getAddressChange, async ({ scope }) => ({
    change: await readAddressChange(deps.database, scope),
  }));
  on.on(addressContract.withdrawNewAddress, async ({ scope }) => {
    await withdrawNewAddress(deps.database, scope);
    return { ok: true as const };
  });
  on.on(addressContract.confirmNewAddress, async ({ scope, body }) => ({
    email: await confirmNewAddress(deps, scope, body.token),
  }));
  on.on(addressContract.stopNewAddress, async ({ scope, body, request }) =>
    stopNewAddress(deps, body.token, scope.browser, (userId) => attribute(request, { userId })),
  );
}
