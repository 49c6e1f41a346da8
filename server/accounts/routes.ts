import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import type { NameServers } from '#server/platform/outside/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import type { Scope } from './access/scope.ts';
import { type ActivityDeps, activityRoutes } from './activity/routes.ts';
import { apiKeysRoutes } from './api-keys/routes.ts';
import type { ClosingDeps } from './closing/close-account.ts';
import type { ExportDeps } from './closing/export/exports.ts';
import { closingRoutes } from './closing/routes.ts';
import * as contract from './contract.ts';
import { operatorRoutes } from './operator/routes.ts';
import { plansRoutes } from './plans/routes.ts';
import { policiesRoutes } from './policies/routes.ts';
import { profileRoutes } from './profile/routes.ts';
import type { Issuers } from './providers/issuer/issuers.ts';
import { providerRoutes } from './providers/routes.ts';
import { registrationRoutes } from './registration/routes.ts';
import { secondStepRoutes } from './second-factors/log-in-routes.ts';
import { secondFactorRoutes } from './second-factors/routes.ts';
import { changeAccount, readAccount } from './settings/change-account.ts';
import { dropApproval, type OnAccountChanged, requireApproval } from './settings/require-approval.ts';
import type { Install } from './sign-in/describe-session.ts';
import { signInRoutes } from './sign-in/routes.ts';
import { staffRoutes } from './staff/routes.ts';
import type { QueueSystemMail } from './system-mail/index.ts';
import { teamRoutes } from './team/routes.ts';

export interface AccountsDeps extends ActivityDeps, ClosingDeps, ExportDeps {
  database: Database;
  install: Install;
  /** Public address of this install, without a slash at its end: links in mails begin with it. */
  baseUrl: string;
  queueSystemMail: QueueSystemMail;
  /** Whether the operator named a public address. */
  isPublic: boolean;
  /** The conversation with sign-in providers. */
  issuers: Issuers;
  nameServers: Pick<NameServers, 'texts'>;
  /** Looks again at what was approved before it is sent. */
  onAccountChanged: OnAccountChanged;
  /** KeyRing.signIn. */
  signInKey: Buffer;
  /** KeyRing.forms. */
  formKeys: PurposeKeys;
  secrets: Secrets;
}

export function accountsRoutes(on: Registrar<Scope>, deps: AccountsDeps): void {
  const { database, install, baseUrl, queueSystemMail, haltSending, signInKey } = deps;
  activityRoutes(on, deps);
  registrationRoutes(on, deps);
  profileRoutes(on, deps);

  signInRoutes(on, { database, install, queueSystemMail, baseUrl, key: signInKey });
  secondFactorRoutes(on, deps);
  secondStepRoutes(on, deps);
  providerRoutes(on, deps);

  on.on(contract.getAccount, async ({ scope }) => readAccount(database, scope));
  on.on(contract.changeAccount, async ({ scope, body }) => changeAccount(deps, scope, body));
  on.on(contract.requireApproval, async ({ scope }) => requireApproval(deps, scope));
  on.on(contract.dropApproval, async ({ scope }) => dropApproval(database, scope));

  teamRoutes(on, deps);
  apiKeysRoutes(on, { database });
  policiesRoutes(on, { database });

  closingRoutes(on, deps);

  plansRoutes(on, { database });
  staffRoutes(on, { database, install, baseUrl, queueSystemMail, activityKeys: deps.activity.keys });
  operatorRoutes(on, { database, queueSystemMail, haltSending, baseUrl });
}
