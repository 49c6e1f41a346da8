import type { Database } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import type { Scope } from './access/scope.ts';
import { apiKeysRoutes } from './api-keys/routes.ts';
import { plansRoutes } from './plans/routes.ts';
import { profileRoutes } from './profile/routes.ts';
import type { OnAccountChanged } from './settings/require-approval.ts';
import { settingsRoutes } from './settings/routes.ts';

interface AccountsDeps {
  database: Database;
  /** Looks again at what was approved before it is sent. */
  onAccountChanged: OnAccountChanged;
}

export function accountsRoutes(on: Registrar<Scope>, deps: AccountsDeps): void {
  profileRoutes(on, deps);
  settingsRoutes(on, deps);
  apiKeysRoutes(on, deps);
  plansRoutes(on, deps);
}
