import type { Database } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import type { Scope } from '../access/scope.ts';
import type { Install } from '../sign-in/describe-session.ts';
import { setSessionCookie } from '../sign-in/session-cookie.ts';
import type { QueueSystemMail } from '../system-mail/index.ts';
import * as contract from './contract.ts';
import { browserToken } from './enter/attempts.ts';
import { readNewcomer, registerNewcomer } from './enter/newcomers.ts';
import { setOut } from './enter/round-trip.ts';
import { beginSignIn, finishSignIn, listOffers } from './enter/sign-in.ts';
import * as install from './install/providers.ts';
import type { Issuers } from './issuer/issuers.ts';
import * as own from './own/own-identities.ts';
import { finishTest } from './try-out.ts';

export interface ProviderDeps {
  database: Database;
  install: Install;
  issuers: Issuers;
  secrets: Secrets;
  /** Public address of this install, without a slash at its end. */
  baseUrl: string;
  queueSystemMail: QueueSystemMail;
}

const done = { ok: true } as const;

/** Logging in with a login elsewhere. */
export function providerRoutes(on: Registrar<Scope>, deps: ProviderDeps): void {
  entering(on, deps);
  ownIdentities(on, deps);
  operating(on, deps);
}

function entering(on: Registrar<Scope>, deps: ProviderDeps): void {
  const { database } = deps;
  on.on(contract.listSignInProviders, async () => ({ items: await database.asSystem(listOffers) }));
  on.on(contract.beginSignIn, ({ body, ...http }) => beginSignIn(deps, http, body));
  on.on(contract.finishSignIn, ({ body, ...http }) => finishSignIn(deps, http, body));
  on.on(contract.getNewcomer, ({ request }) =>
    database.asSystem((tx) => readNewcomer(tx, browserToken(request))),
  );
  on.on(contract.registerNewcomer, ({ body, ...http }) => registerNewcomer(deps, http, body));
}

function ownIdentities(on: Registrar<Scope>, deps: ProviderDeps): void {
  on.on(contract.listIdentities, ({ scope }) => own.listIdentities(deps.database, scope));
  on.on(contract.beginLink, ({ scope, body, ...http }) => own.beginLink(deps, http, scope, body.providerId));
  on.on(contract.finishLink, ({ scope, body, ...http }) => own.finishLink(deps, http, scope, body));
  on.on(contract.unlinkIdentity, async ({ scope, params }) => {
    await own.unlink(deps, scope, params.id);
    return done;
  });
  on.on(contract.beginProof, ({ scope, body, ...http }) =>
    own.beginProof(deps, http, scope, body.providerId),
  );
  on.on(contract.finishProof, async ({ scope, body, ...http }) => {
    setSessionCookie(http.request, http.reply, await own.finishProof(deps, http, scope, body));
    return done;
  });
  on.on(contract.finishTest, ({ scope, body, request }) => finishTest(deps, request, scope, body));
}

function operating(on: Registrar<Scope>, deps: ProviderDeps): void {
  on.on(contract.listInstallProviders, async () => ({ items: await install.listProviders(deps) }));
  on.on(contract.addInstallProvider, ({ body }) => install.addProvider(deps, body));
  on.on(contract.changeInstallProvider, ({ params, body }) => install.changeProvider(deps, params.id, body));
  on.on(contract.removeInstallProvider, async ({ params }) => {
    await install.removeProvider(deps, params.id);
    return done;
  });
  on.on(contract.beginInstallTest, ({ scope, params, ...http }) =>
    setOut(deps, http, { providerId: params.id, purpose: 'test', sessionId: own.sessionOf(scope) }),
  );
}
