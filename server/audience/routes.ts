import type { Scope } from '#server/accounts/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import { contactsRoutes } from './contacts/routes.ts';
import { fieldsRoutes } from './fields/routes.ts';
import { importsRoutes } from './imports/routes.ts';
import { type ListsDeps, listsRoutes } from './lists/routes.ts';

export type AudienceDeps = ListsDeps;

export function audienceRoutes(on: Registrar<Scope>, deps: AudienceDeps): void {
  listsRoutes(on, deps);
  fieldsRoutes(on, deps);
  contactsRoutes(on, deps);
  importsRoutes(on, deps);
}
