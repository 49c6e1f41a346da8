import type { Database } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import type { Scope } from '../access/scope.ts';
import * as contract from './contract.ts';
import { changeProfile, readProfile } from './profile.ts';

export function profileRoutes(on: Registrar<Scope>, { database }: { database: Database }): void {
  on.on(contract.getProfile, async ({ scope }) => readProfile(database, scope));
  on.on(contract.changeProfile, async ({ scope, body }) => changeProfile(database, scope, body));
}
