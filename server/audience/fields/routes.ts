import type { Scope } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem, type Registrar } from '#server/platform/http/index.ts';
import * as contract from './contract.ts';
import { fieldTypes, findFields, insertField } from './queries.ts';

export function fieldsRoutes(on: Registrar<Scope>, { database }: { database: Database }): void {
  on.on(contract.listContactFields, async ({ scope }) => ({
    items: await database.inAccount(scope.accountId, findFields),
  }));

  on.on(contract.createContactField, ({ scope, body }) =>
    database.inAccount(scope.accountId, async (tx) => {
      await requireFreeLabel(tx, body.label);
      const key = body.key ?? contract.fieldKeyFrom(body.label, new Set((await fieldTypes(tx)).keys()));
      await insertField(tx, scope.accountId, { ...body, key });
      return await readField(tx, key);
    }),
  );

  on.on(contract.updateContactField, ({ scope, params, body }) =>
    database.inAccount(scope.accountId, async (tx) => {
      await requireFreeLabel(tx, body.label, params.key);
      await tx.execute(sql`update contact_fields set label = ${body.label} where key = ${params.key}`);
      return await readField(tx, params.key);
    }),
  );

  on.on(contract.deleteContactField, ({ scope, params }) =>
    database.inAccount(scope.accountId, async (tx) => {
      await requireNoImport(tx, params.key);
      if (!(await tx.execute(sql`delete from contact_fields where key = ${params.key}`))) throw noSuchField();
      await tx.execute(
        sql`update contacts set fields = fields - ${params.key}::text where fields ? ${params.key}::text`,
      );
    }),
  );
}

/** Two fields of one name could not be told apart where columns are matched and contacts edited. */
async function requireFreeLabel(tx: Tx, label: string, own?: string): Promise<void> {
  const same = (await findFields(tx)).find(
    (field) => field.key !== own && field.label.toLowerCase() === label.toLowerCase(),
  );
  if (!same) return;
  throw problem('already_exists', `There is a field called “${same.label}” already.`, {
    label: `There is a field called “${same.label}” already.`,
  });
}

/** An import under way would go on to fill the field, and leave contacts with values of a field that is gone. */
async function requireNoImport(tx: Tx, key: string): Promise<void> {
  const filling = await tx.query(sql`
    select from imports where state in ('checking', 'running')
      and mapping @> jsonb_build_array(jsonb_build_object('key', ${key}::text))`);
  if (filling.length > 0)
    throw problem('wrong_state', 'An import is filling this field. Wait for its end or cancel it first.');
}

async function readField(tx: Tx, key: string): Promise<contract.ContactField> {
  const field = (await findFields(tx)).find((candidate) => candidate.key === key);
  if (!field) throw noSuchField();
  return field;
}

const noSuchField = () => problem('not_found', 'There is no such field.');
