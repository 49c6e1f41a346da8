import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { ContactField, FieldType } from './contract.ts';

/** Most fields an account may have. */
const fieldLimit = 300;

/** The account's fields in the order they were made. */
export async function findFields(tx: Tx): Promise<ContactField[]> {
  return await tx.query<ContactField>(sql`
    select key, label, type, created_at as "createdAt" from contact_fields order by created_at, key`);
}

/** The type behind every field key. */
export async function fieldTypes(tx: Tx): Promise<Map<string, FieldType>> {
  return new Map((await findFields(tx)).map(({ key, type }) => [key, type]));
}

/**
 * Makes a field.
 * @throws already_exists, blocked when the account has too many.
 */
export async function insertField(
  tx: Tx,
  accountId: string,
  { key, label, type }: Omit<ContactField, 'createdAt'>,
): Promise<void> {
  const { count } = await tx.one<{ count: number }>(sql`select count(*) from contact_fields`);
  if (count >= fieldLimit)
    throw problem('blocked', `An account can have ${fieldLimit} fields; delete one you no longer need.`);
  // clock_timestamp so that fields made in one transaction keep their order.
  const made = await tx.execute(sql`
    insert into contact_fields (account_id, key, label, type, created_at)
    values (${accountId}, ${key}, ${label}, ${type}, clock_timestamp()) on conflict do nothing`);
  if (!made)
    throw problem('already_exists', `There is a field with the key “${key}” already.`, {
      key: 'Choose another key.',
    });
}
