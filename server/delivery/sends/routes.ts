import type { Scope } from '#server/accounts/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import * as contract from './contract.ts';
import { readQueue } from './read-queue.ts';

export function queueRoutes(on: Registrar<Scope>, { database }: { database: Database }): void {
  on.on(contract.getQueue, async ({ scope }) => ({
    items: await database.inAccount(scope.accountId, (tx) => readQueue(tx, scope)),
  }));
}
