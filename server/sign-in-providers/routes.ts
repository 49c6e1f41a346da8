import type { QueueSystemMail, Scope } from '#server/accounts/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import type { NameServers } from '#server/platform/outside/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import { type Install, setSessionCookie } from '#server/sign-in/index.ts';
import * as contract from './contract.ts';
import { isAnyFoundByDomain, offersOfDomain } from './domains/by-domain.ts';
import { addDomain, changeDomain, listDomains, removeDomain } from './domains/domains.ts';
import { checkDomain } from './domains/prove-domain.ts';
import { browserToken } from './enter/attempts.ts';
import { joinAsNewcomer } from './enter/joining.ts';
import { readNewcomer, registerNewcomer } from './enter/newcomers.ts';
import { beginSignIn, finishSignIn, listOffers } from './enter/sign-in.ts';
import type { Issuers } from './issuer/issuers.ts';
import * as own from './own/own-identities.ts';
import * as setUp from './set-up/providers.ts';
import { accountShelf, installShelf } from './set-up/shelf.ts';
import { beginTest, finishTest } from './try-out.ts';

export interface ProviderDeps {
  database: Database;
  install: Install;
  issuers: Issuers;
  secrets: Secrets;
  /** Public address of this install, without a slash at its end. */
  baseUrl: string;
  queueSystemMail: QueueSystemMail;
  nameServers: Pick<NameServers, 'texts'>;
}

const done = { ok: true } as const;

/** Logging in with a login elsewhere. */
export function providerRoutes(on: Registrar<Scope>, deps: ProviderDeps): void {
  entering(on, deps);
  ownIdentities(on, deps);
  operating(on, deps);
  owning(on, deps);
  domains(on, deps);
}

function entering(on: Registrar<Scope>, deps: ProviderDeps): void {
  const { database } = deps;
  on.on(contract.listSignInProviders, () =>
    database.asSystem(async (tx) => ({
      items: await listOffers(tx),
      byDomain: await isAnyFoundByDomain(tx),
    })),
  );
  on.on(contract.findProvidersByDomain, async ({ query }) => ({
    items: await database.asSystem((tx) => offersOfDomain(tx, query.domain)),
  }));
  on.on(contract.beginSignIn, ({ body, ...http }) => beginSignIn(deps, http, body));
  on.on(contract.finishSignIn, ({ body, ...http }) => finishSignIn(deps, http, body));
  on.on(contract.getNewcomer, ({ request }) =>
    database.asSystem((tx) => readNewcomer(tx, browserToken(request))),
  );
  on.on(contract.joinAsNewcomer, ({ body, ...http }) => joinAsNewcomer(deps, http, body));
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
  const shelf = installShelf;
  on.on(contract.listInstallProviders, async () => ({ items: await setUp.listProviders(deps, shelf) }));
  on.on(contract.addInstallProvider, ({ body }) => setUp.addProvider(deps, shelf, body));
  on.on(contract.changeInstallProvider, ({ params, body }) =>
    setUp.changeProvider(deps, shelf, params.id, body),
  );
  on.on(contract.removeInstallProvider, async ({ params }) => {
    await setUp.removeProvider(deps, shelf, params.id);
    return done;
  });
  on.on(contract.beginInstallTest, ({ scope, params, ...http }) =>
    beginTest(deps, http, scope, { providerId: params.id, of: null }),
  );
}

function owning(on: Registrar<Scope>, deps: ProviderDeps): void {
  const shelfOf = (scope: Scope) => accountShelf(scope.accountId);
  on.on(contract.listAccountProviders, async ({ scope }) => ({
    items: await setUp.listProviders(deps, shelfOf(scope)),
  }));
  on.on(contract.addAccountProvider, ({ scope, body }) => setUp.addProvider(deps, shelfOf(scope), body));
  on.on(contract.changeAccountProvider, ({ scope, params, body }) =>
    setUp.changeProvider(deps, shelfOf(scope), params.id, body),
  );
  on.on(contract.removeAccountProvider, async ({ scope, params }) => {
    await setUp.removeProvider(deps, shelfOf(scope), params.id);
    return done;
  });
  on.on(contract.beginAccountTest, ({ scope, params, ...http }) =>
    beginTest(deps, http, scope, { providerId: params.id, of: scope.accountId }),
  );
}

function domains(on: Registrar<Scope>, deps: ProviderDeps): void {
  const { database } = deps;
  on.on(contract.listAccountDomains, async ({ scope }) => ({ items: await listDomains(database, scope) }));
  on.on(contract.addAccountDomain, ({ scope, body }) => addDomain(database, scope, body));
  on.on(contract.changeAccountDomain, ({ scope, params, body }) =>
    changeDomain(database, scope, params.id, body),
  );
  on.on(contract.checkAccountDomain, ({ scope, params }) => checkDomain(deps, scope, params.id));
  on.on(contract.removeAccountDomain, async ({ scope, params }) => {
    await removeDomain(database, scope, params.id);
    return done;
  });
}
