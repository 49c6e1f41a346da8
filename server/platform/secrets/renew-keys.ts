import { randomBytes } from 'node:crypto';
import type { KeyRing } from '../crypto/index.ts';
import { type Database, identifier, join, sql, type Tx } from '../database/index.ts';
import { newId } from '../ids/index.ts';
import { wrap } from './data-keys.ts';
import type { SealedColumn } from './sealed-column.ts';

/**
 * Gives every account, and the install, a new data key: after somebody may have seen the old ones. `resealSecrets` then seals
 * everything under the new ones. The old ones go once nothing is sealed under them: `dropUnusedKeys`.
 */
export async function renewKeys(database: Database, keys: KeyRing): Promise<number> {
  return await database.asSystem(async (tx) => {
    const owners = await tx.query<{ accountId: string | null }>(sql`
      select distinct account_id as "accountId" from account_keys
      union all select distinct null::uuid from install_keys where purpose = 'secrets'`);
    for (const { accountId } of owners) await renewKey(tx, keys, accountId);
    return owners.length;
  });
}

async function renewKey(tx: Tx, { current }: KeyRing, accountId: string | null): Promise<void> {
  const id = newId();
  const wrapped = wrap(current, accountId, { id, key: randomBytes(32) });
  await tx.execute(
    accountId === null
      ? sql`insert into install_keys (id, purpose, wrapped, wrapped_by) values (${id}, 'secrets', ${wrapped}, ${current.id})`
      : sql`insert into account_keys (account_id, id, wrapped, wrapped_by) values (${accountId}, ${id}, ${wrapped}, ${current.id})`,
  );
}

/**
 * Deletes data keys that have had a newer one beside them for a day, longer than anybody is still writing with the older,
 * and that no secret is sealed under.
 */
export async function dropUnusedKeys(database: Database, columns: readonly SealedColumn[]): Promise<number> {
  return await database.asSystem(async (tx) => {
    const unusedBy = (owns: 'accounts' | 'install') =>
      join(
        columns.map(
          ({ table, column, account }) => sql`not exists (select from ${identifier(table)}
            where ${owns === 'accounts' ? sql`${account} = k.account_id` : sql`${account} is null`}
              and substring(${identifier(column)} from 1 for 17) = '\\x02'::bytea || uuid_send(k.id))`,
        ),
        ' and ',
      );
    const ofAccounts = await tx.execute(sql`
      delete from account_keys k where exists (
        select from account_keys n where n.account_id = k.account_id and n.id > k.id and n.made_at < now() - interval '1 day')
        and ${unusedBy('accounts')}`);
    const ofInstall = await tx.execute(sql`
      delete from install_keys k where k.purpose = 'secrets' and exists (
        select from install_keys n where n.purpose = 'secrets' and n.id > k.id and n.made_at < now() - interval '1 day')
        and ${unusedBy('install')}`);
    return ofAccounts + ofInstall;
  });
}
