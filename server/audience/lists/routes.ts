import type { Scope } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem, type Registrar } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import * as contract from './contract.ts';
import { findLists, noSuchList, readList, requireLists } from './queries.ts';

export interface ListsDeps {
  database: Database;
  /** Runs before a list is deleted, in the same transaction; may refuse by throwing a problem. */
  onDeletingList: (tx: Tx, accountId: string, listId: string) => Promise<void>;
}

export function listsRoutes(on: Registrar<Scope>, { database, onDeletingList }: ListsDeps): void {
  on.on(contract.listLists, async ({ scope }) => ({
    items: await database.inAccount(scope.accountId, findLists),
  }));

  on.on(contract.createList, ({ scope, body }) =>
    database.inAccount(scope.accountId, async (tx) => {
      const id = newId();
      const made = await tx.execute(sql`
        insert into lists (account_id, id, name, description)
        values (${scope.accountId}, ${id}, ${body.name}, ${body.description})
        on conflict (account_id, lower(name)) do nothing`);
      if (!made) throw nameTaken(body.name);
      return await readList(tx, id);
    }),
  );

  on.on(contract.readList, ({ scope, params }) =>
    database.inAccount(scope.accountId, (tx) => readList(tx, params.id)),
  );

  on.on(contract.updateList, ({ scope, params, body }) =>
    database.inAccount(scope.accountId, async (tx) => {
      if (body.name !== undefined) await requireFreeName(tx, params.id, body.name);
      await tx.execute(sql`
        update lists set name = coalesce(${body.name ?? null}, name),
          description = coalesce(${body.description ?? null}, description)
        where id = ${params.id}`);
      return await readList(tx, params.id);
    }),
  );

  on.on(contract.deleteList, ({ scope, params }) =>
    database.inAccount(scope.accountId, async (tx) => {
      await requireLists(tx, [params.id]);
      await onDeletingList(tx, scope.accountId, params.id);
      if (!(await tx.execute(sql`delete from lists where id = ${params.id}`))) throw noSuchList();
    }),
  );
}

async function requireFreeName(tx: Tx, listId: string, name: string): Promise<void> {
  const taken = await tx.maybeOne(
    sql`select from lists where lower(name) = lower(${name}) and id <> ${listId}`,
  );
  if (taken) throw nameTaken(name);
}

const nameTaken = (name: string) =>
  problem('already_exists', `There is a list named “${name}” already.`, { name: 'Choose another name.' });
