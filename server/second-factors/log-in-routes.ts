import type { FastifyRequest } from 'fastify';
import type { Scope } from '#server/accounts/index.ts';
import { attribute } from '#server/activity/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import { problem, type Registrar } from '#server/platform/http/index.ts';
import { browserOf, type Entrance, enter, readTicket, useTicket } from '#server/sign-in/index.ts';
import * as contract from './contract.ts';
import type { ShownFactor } from './inputs/contract.ts';
import { secondMethods } from './read-factors.ts';
import { askForPasskey, type FactorDeps, ownerOfPasskey, showFactor } from './show-factor.ts';

/** The second step of a login, and logging in with a passkey alone: that is two factors in one, the device and its person. */
export function secondStepRoutes(on: Registrar<Scope>, deps: FactorDeps & Entrance): void {
  const { database } = deps;
  const waiting = (request: FastifyRequest) => database.asSystem((tx) => readTicket(tx, request));

  on.on(contract.getSecondStep, async ({ request }) => {
    const userId = await waiting(request);
    return { methods: await database.asSystem((tx) => secondMethods(tx, userId)) };
  });
  on.on(contract.askForSecondStepByPasskey, async ({ request }) =>
    askForPasskey(deps, { purpose: 'prove', userId: await waiting(request) }),
  );
  on.on(contract.takeSecondStep, async ({ request, reply, body }) => {
    const userId = await waiting(request);
    attribute(request, { userId });
    await requireOwnMethod(database, userId, body);
    await showFactor(deps, { userId, browser: browserOf(request) }, body);
    const way = await database.asSystem((tx) => useTicket(tx, { request, reply }));
    return await enter(deps, { request, reply }, { userId }, { secondFactor: true, way });
  });

  on.on(contract.askForLogInByPasskey, async () => askForPasskey(deps, { purpose: 'log in', userId: null }));
  on.on(contract.logInByPasskey, async ({ request, reply, body }) => {
    const userId = await ownerOfPasskey(deps, { purpose: 'log in', userId: null }, body.passkey);
    if (userId === undefined)
      throw problem('wrong_login', 'That passkey is not known here. Log in another way.');
    attribute(request, { userId });
    return await enter(deps, { request, reply }, { userId }, { secondFactor: true });
  });
}

/** An app that was begun and never confirmed is none of the person's factors yet. @throws wrong_state */
async function requireOwnMethod(database: Database, userId: string, shown: ShownFactor): Promise<void> {
  const methods = await database.asSystem((tx) => secondMethods(tx, userId));
  const method = (['code', 'recoveryCode'] as const).find((one) => shown[one] !== undefined) ?? 'passkey';
  if (!methods.includes(method))
    throw problem('wrong_state', `That is not a way for you to confirm; use one of: ${methods.join(', ')}.`);
}
