import type { Database } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import type { Scope } from '../access/scope.ts';
import * as contract from './contract.ts';
import { readPlanUse } from './plan-use.ts';
import { changePlan, createPlan, listPlans } from './plans.ts';

export function plansRoutes(on: Registrar<Scope>, { database }: { database: Database }): void {
  on.on(contract.listPlans, async () => ({ items: await database.asSystem(listPlans) }));
  on.on(contract.createPlan, ({ body }) => createPlan(database, body));
  on.on(contract.changePlan, ({ params, body }) => changePlan(database, params.id, body));
  on.on(contract.getOwnPlan, ({ scope }) => readPlanUse(database, scope.accountId));
}
