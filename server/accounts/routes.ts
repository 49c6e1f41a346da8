import type { FastifyRequest } from 'fastify';
import type { Database } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import type { Scope } from './access/scope.ts';
import { apiKeysRoutes } from './api-keys/routes.ts';
import * as contract from './contract.ts';
import { listAccounts, setDailyCap } from './operator/daily-cap.ts';
import { needsSetUp, setUp } from './registration/set-up.ts';
import { changeAccount, readAccount } from './settings/change-account.ts';
import { describeSession, type Install } from './sign-in/describe-session.ts';
import { clearSessionCookie, sessionToken, setSessionCookie } from './sign-in/session-cookie.ts';
import { closeSession, logIn, openSession, readSession } from './sign-in/sessions.ts';
import type { QueueSystemMail } from './system-mail/index.ts';
import { teamRoutes } from './team/routes.ts';

export interface AccountsDeps {
  database: Database;
  install: Install;
  /** Public address of this install, without a slash at its end: links in mails begin with it. */
  baseUrl: string;
  queueSystemMail: QueueSystemMail;
}

const browser = (request: FastifyRequest) => ({
  ip: request.ip,
  userAgent: request.headers['user-agent'] ?? '',
});

export function accountsRoutes(
  on: Registrar<Scope>,
  { database, install, baseUrl, queueSystemMail }: AccountsDeps,
): void {
  on.on(contract.getSetup, async () => ({ needed: await needsSetUp(database), version: install.version }));

  on.on(contract.setUp, async ({ body, request, reply }) => {
    const owner = await setUp(database, body);
    setSessionCookie(request, reply, await openSession(database, owner, browser(request)));
    return await describeSession(database, owner, install);
  });

  on.on(contract.logIn, async ({ body, request, reply }) => {
    const token = await logIn(database, body.email, body.password, browser(request));
    setSessionCookie(request, reply, token);
    const owner = await readSession(database, token);
    if (!owner) throw new Error('A session just opened cannot be read.');
    return await describeSession(database, owner, install);
  });

  on.on(contract.logOut, async ({ request, reply }) => {
    await closeSession(database, sessionToken(request) ?? '');
    clearSessionCookie(request, reply);
    return { ok: true as const };
  });

  on.on(contract.getSession, async ({ scope }) =>
    describeSession(database, { accountId: scope.accountId, userId: scope.userId ?? '' }, install),
  );

  on.on(contract.getAccount, async ({ scope }) => readAccount(database, scope));
  on.on(contract.changeAccount, async ({ scope, body }) => changeAccount(database, scope, body));

  teamRoutes(on, { database, install, baseUrl, queueSystemMail });
  apiKeysRoutes(on, { database });

  on.on(contract.listAccounts, async () => ({ items: await listAccounts(database) }));
  on.on(contract.setDailyCap, async ({ params, body }) => setDailyCap(database, params.id, body.dailyCap));
}
