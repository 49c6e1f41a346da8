import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Scope } from '#server/accounts/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import { type Entrance, setSessionCookie } from '#server/sign-in/index.ts';
import * as factors from './change-factors.ts';
import * as contract from './contract.ts';
import { secondStepRoutes } from './log-in-routes.ts';
import { renamePasskey } from './passkeys.ts';
import { proofMethods, proofProviders, prove } from './prove.ts';
import { readFactors } from './read-factors.ts';
import { askForPasskey, type FactorDeps } from './show-factor.ts';

const done = { ok: true } as const;

/** The factors of who is logged in, and confirming that it is them. */
export function secondFactorRoutes(on: Registrar<Scope>, deps: FactorDeps & Entrance): void {
  const { database, baseUrl } = deps;
  secondStepRoutes(on, deps);

  on.on(contract.getSecondFactors, async ({ scope }) =>
    database.asSystem((tx) => readFactors(tx, changerOf(scope).userId, baseUrl)),
  );

  on.on(contract.beginAuthenticatorApp, async ({ scope }) =>
    factors.beginAuthenticatorApp(deps, changerOf(scope)),
  );
  on.on(contract.confirmAuthenticatorApp, async ({ scope, body, ...http }) => {
    const { token, recoveryCodes } = await factors.confirmAuthenticatorApp(deps, changerOf(scope), body.code);
    return withToken(http, token, { recoveryCodes });
  });
  on.on(contract.removeAuthenticatorApp, async ({ scope }) => {
    await factors.removeAuthenticatorApp(deps, changerOf(scope));
    return done;
  });

  on.on(contract.askForNewPasskey, async ({ scope }) => factors.askForNewPasskey(deps, changerOf(scope)));
  on.on(contract.addPasskey, async ({ scope, body, ...http }) => {
    const { token, ...added } = await factors.addPasskey(deps, changerOf(scope), body);
    return withToken(http, token, added);
  });
  on.on(contract.renamePasskey, async ({ scope, params, body }) =>
    renamePasskey(database, changerOf(scope).userId, params.id, body.name),
  );
  on.on(contract.removePasskey, async ({ scope, params }) => {
    await factors.removePasskey(deps, changerOf(scope), params.id);
    return done;
  });

  on.on(contract.renewRecoveryCodes, async ({ scope }) => ({
    recoveryCodes: await factors.renewRecoveryCodes(deps, changerOf(scope)),
  }));

  on.on(contract.getProofMethods, async ({ scope }) => ({
    methods: await database.asSystem((tx) => proofMethods(tx, changerOf(scope))),
    providers: await database.asSystem((tx) => proofProviders(tx, changerOf(scope))),
  }));
  on.on(contract.askForProofByPasskey, async ({ scope }) =>
    askForPasskey(deps, { purpose: 'prove', userId: changerOf(scope).userId }),
  );
  on.on(contract.proveYourself, async ({ scope, body, ...http }) =>
    withToken(http, await prove(deps, changerOf(scope), body), done),
  );
}

/** These routes are for sessions alone, so there is a person and a session. */
function changerOf({ userId, browser, session }: Scope): factors.Changer {
  if (userId === null || session === null) throw new Error('Called without a session.');
  return { userId, browser, sessionId: session.id };
}

/** The session goes on under a new token. */
function withToken<T>(http: { request: FastifyRequest; reply: FastifyReply }, token: string, answer: T): T {
  setSessionCookie(http.request, http.reply, token);
  return answer;
}
