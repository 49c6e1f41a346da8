import type { Scope } from '#server/accounts/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import * as contract from './contract.ts';
import { listMessages, readMessage, readSource } from './read-messages.ts';

interface SandboxDeps {
  database: Database;
  /** Messages kept for each account. */
  keep: number;
}

export function sandboxRoutes(on: Registrar<Scope>, { database, keep }: SandboxDeps): void {
  on.on(contract.listSandboxMessages, ({ scope, query }) =>
    database.inAccount(scope.accountId, async (tx) => {
      const page = await listMessages(tx, scope, query);
      const state = await tx.maybeOne<{ dropped: number }>(sql`select dropped from sandbox_state`);
      return { ...page, keep, dropped: state?.dropped ?? 0 };
    }),
  );

  on.on(contract.getSandboxMessage, ({ scope, params }) =>
    database.inAccount(scope.accountId, (tx) => readMessage(tx, scope, params.id)),
  );

  on.on(contract.getSandboxSource, async ({ scope, params, reply }) => {
    const source = await database.inAccount(scope.accountId, (tx) => readSource(tx, scope, params.id));
    return reply.type('text/plain; charset=utf-8').send(source);
  });

  on.on(contract.clearSandbox, ({ scope }) =>
    database.inAccount(scope.accountId, async (tx) => {
      await tx.execute(sql`delete from sandbox_messages`);
      await tx.execute(sql`delete from sandbox_state`);
      return { ok: true as const };
    }),
  );
}
