import type { Database } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import type { Scope } from '../access/scope.ts';
import * as keys from './api-keys.ts';
import * as contract from './contract.ts';

export function apiKeysRoutes(on: Registrar<Scope>, { database }: { database: Database }): void {
  on.on(contract.listApiKeys, async ({ scope }) => ({ items: await keys.listApiKeys(database, scope) }));
  on.on(contract.createApiKey, async ({ scope, body }) => keys.createApiKey(database, scope, body));
  on.on(contract.revokeApiKey, async ({ scope, params }) => {
    await keys.revokeApiKey(database, scope, params.id);
    return { ok: true as const };
  });
}
