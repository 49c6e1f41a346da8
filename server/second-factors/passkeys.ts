import { type Database, type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { MadePasskey } from './check-passkey.ts';
import type { Passkey } from './contract.ts';

/** More than anybody has devices. */
const MOST = 20;

/** What is known of a passkey when it signs. */
export interface StoredPasskey {
  id: string;
  userId: string;
  publicKey: Buffer<ArrayBuffer>;
  counter: number;
  transports: string[];
}

const shown: Sql = sql`id, name, is_synced as "isSynced", created_at as "createdAt", last_used_at as "lastUsedAt"`;

export async function listPasskeys(tx: Tx, userId: string): Promise<Passkey[]> {
  return await tx.query<Passkey>(
    sql`select ${shown} from passkeys where user_id = ${userId} order by created_at, id`,
  );
}

/** The ids by which browsers know a person's passkeys, and how each can be reached. */
export async function listCredentials(
  tx: Tx,
  userId: string,
): Promise<{ id: string; transports: string[] }[]> {
  const rows = await tx.query<{ id: Buffer; transports: string[] }>(
    sql`select credential_id as id, transports from passkeys where user_id = ${userId}`,
  );
  return rows.map(({ id, transports }) => ({ id: id.toString('base64url'), transports }));
}

/** @throws already_exists, blocked when there are too many */
export async function addPasskey(tx: Tx, userId: string, name: string, made: MadePasskey): Promise<Passkey> {
  const { count } = await tx.one<{ count: number }>(
    sql`select count(*) from passkeys where user_id = ${userId}`,
  );
  if (count >= MOST)
    throw problem('blocked', `You have ${MOST} passkeys. Remove one you no longer use first.`);
  const added = await tx.maybeOne<Passkey>(sql`
    insert into passkeys (user_id, id, credential_id, public_key, counter, transports, name, can_sync, is_synced)
    values (${userId}, ${newId()}, ${made.credentialId}, ${made.publicKey}, ${made.counter}, ${made.transports}, ${name},
            ${made.canSync}, ${made.isSynced})
    on conflict (credential_id) do nothing returning ${shown}`);
  if (!added) throw problem('already_exists', 'This passkey is known already.');
  return added;
}

export async function renamePasskey(
  database: Database,
  userId: string,
  id: string,
  name: string,
): Promise<Passkey> {
  const renamed = await database.asSystem((tx) =>
    tx.maybeOne<Passkey>(
      sql`update passkeys set name = ${name} where user_id = ${userId} and id = ${id} returning ${shown}`,
    ),
  );
  if (!renamed) throw problem('not_found', 'There is no such passkey.');
  return renamed;
}

/** Answers the name it had. @throws not_found */
export async function removePasskey(tx: Tx, userId: string, id: string): Promise<string> {
  const removed = await tx.maybeOne<{ name: string }>(
    sql`delete from passkeys where user_id = ${userId} and id = ${id} returning name`,
  );
  if (!removed) throw problem('not_found', 'There is no such passkey.');
  return removed.name;
}

/** By the id a browser gives; locked, so that its counter is compared with the last one. */
export async function lockPasskey(tx: Tx, credentialId: string): Promise<StoredPasskey | undefined> {
  return await tx.maybeOne<StoredPasskey>(sql`
    select id, user_id as "userId", public_key as "publicKey", counter, transports
    from passkeys where credential_id = ${Buffer.from(credentialId, 'base64url')} for update`);
}

export async function noteUse(
  tx: Tx,
  { id, userId }: StoredPasskey,
  seen: { counter: number; isSynced: boolean },
): Promise<void> {
  await tx.execute(sql`
    update passkeys set counter = ${seen.counter}, is_synced = ${seen.isSynced}, last_used_at = now()
    where user_id = ${userId} and id = ${id}`);
}
