import type { FastifyRequest } from 'fastify';
import { loginKey, type QueueSystemMail, type Scope } from '#server/accounts/index.ts';
import { attribute } from '#server/activity/index.ts';
import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import type { Database, Tx } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import { currentVersions } from '#server/policies/index.ts';
import { enter, type Install, refuseWeakPassword } from '#server/sign-in/index.ts';
import { confirmByLink, sendConfirmationAgain } from './confirmation-mail.ts';
import * as contract from './contract.ts';
import { checkFormToken, formToken } from './form-token.ts';
import * as invitations from './invitations.ts';
import { register } from './register.ts';
import { createRegistrationLimit, networkOf } from './registration-limit.ts';
import { readMode, writeMode } from './registration-mode.ts';
import { alreadySetUp, needsSetUp, setUp } from './set-up.ts';
import { checkSetUpCode, isFromThisMachine } from './set-up-code.ts';

export interface RegistrationDeps {
  database: Database;
  install: Install;
  /** Where the links in mails lead. */
  baseUrl: string;
  queueSystemMail: QueueSystemMail;
  /** Whether the operator named a public address: then requests may come from anywhere, through a proxy beside us. */
  isPublic: boolean;
  /** Signs the forms that are handed out. */
  formKeys: PurposeKeys;
}

export function registrationRoutes(on: Registrar<Scope>, deps: RegistrationDeps): void {
  settingUp(on, deps);
  registering(on, deps);
  confirming(on, deps);
  operating(on, deps);
}

function settingUp(on: Registrar<Scope>, deps: RegistrationDeps): void {
  const { database, install } = deps;
  const asksForCode = (request: FastifyRequest) => deps.isPublic || !isFromThisMachine(request);
  on.on(contract.getSetup, async ({ request }) => ({
    needed: await needsSetUp(database),
    asksForCode: asksForCode(request),
    version: install.version,
  }));
  on.on(contract.setUp, async ({ scope, body: { code, ...given }, request, reply }) => {
    if (!(await needsSetUp(database))) throw alreadySetUp();
    if (asksForCode(request)) checkSetUpCode(deps.formKeys, code);
    const owner = await setUp(database, given, scope.browser);
    return await enter(deps, { request, reply }, owner, { secondFactor: false });
  });
}

function registering(on: Registrar<Scope>, deps: RegistrationDeps): void {
  const { database, formKeys } = deps;
  const limit = createRegistrationLimit();
  on.on(contract.readRegistration, async ({ body: { invitation } }) =>
    database.asSystem(async (tx) => {
      const mode = await readMode(tx);
      const invited = invitation === undefined ? undefined : await invitations.readInvitation(tx, invitation);
      const prepared = preparedBy(invited);
      // What those who run the install prepared opens whoever else may register.
      const admitted =
        mode === 'open' || prepared !== null || (mode === 'invitation' && invited !== undefined);
      return { mode, admitted, prepared, form: formToken(formKeys), policies: await currentVersions(tx) };
    }),
  );
  on.on(contract.register, async ({ scope, body: { form, website, ...given } }) => {
    checkFormToken(formKeys, form);
    // What a person corrects and sends again does not count.
    refuseWeakPassword(given.password, given);
    limit('network', networkOf(scope.browser.ip));
    limit('address', loginKey(given.email));
    // A program that fills in what nobody sees is thanked and forgotten.
    if (!website) await register(deps, given, scope.browser);
    return { ok: true as const };
  });
}

function confirming(on: Registrar<Scope>, deps: RegistrationDeps): void {
  on.on(contract.confirmAddress, async ({ body, request }) => {
    attribute(request, await confirmByLink(deps.database, body.token));
    return { ok: true as const };
  });
  on.on(contract.sendConfirmationAgain, async ({ scope }) => {
    await sendConfirmationAgain(deps, scope);
    return { ok: true as const };
  });
}

function operating(on: Registrar<Scope>, deps: RegistrationDeps): void {
  const { database } = deps;
  on.on(contract.getRegistrationSettings, async () => database.asSystem(describe));
  on.on(contract.setRegistrationMode, async ({ body }) =>
    database.asSystem(async (tx) => {
      await writeMode(tx, body.mode);
      return await describe(tx);
    }),
  );
  on.on(contract.inviteToRegister, async ({ scope, body }) =>
    invitations.inviteToRegister(deps, scope, body.email),
  );
  on.on(contract.withdrawRegistrationInvitation, async ({ params }) => {
    await database.asSystem((tx) => invitations.withdrawInvitation(tx, params.id));
    return { ok: true as const };
  });
}

function preparedBy(invited: Awaited<ReturnType<typeof invitations.readInvitation>>) {
  if (!invited || invited.organisation === null || invited.name === null) return null;
  const { organisation, name, email } = invited;
  return { organisation, name, email };
}

const describe = async (tx: Tx) => ({
  mode: await readMode(tx),
  invitations: await invitations.listInvitations(tx),
});
