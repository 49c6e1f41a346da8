import { randomToken, sha256 } from '#server/platform/crypto/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { Scope } from '../access/scope.ts';
import type { ApiKey } from './contract.ts';

/** Recognisable by people and by scanners that look for leaked secrets. */
const keyPrefix = 'mm_key_';
const columns = sql`id, name, prefix, created_at as "createdAt", last_used_at as "lastUsedAt"`;

export async function listApiKeys(database: Database, scope: Scope): Promise<ApiKey[]> {
  return await database.inAccount(scope.accountId, (tx) =>
    tx.query<ApiKey>(sql`select ${columns} from api_keys where revoked_at is null order by created_at`),
  );
}

/** Makes a key. Only its hash is stored, so the answer is the one chance to copy it. */
export async function createApiKey(
  database: Database,
  scope: Scope,
  name: string,
): Promise<{ key: string; apiKey: ApiKey }> {
  const key = keyPrefix + randomToken();
  const apiKey = await database.inAccount(scope.accountId, (tx) =>
    tx.one<ApiKey>(sql`
      insert into api_keys (account_id, id, name, prefix, key_hash, created_by)
      values (${scope.accountId}, ${newId()}, ${name}, ${key.slice(0, keyPrefix.length + 4)}, ${sha256(key)}, ${scope.userId})
      returning ${columns}`),
  );
  return { key, apiKey };
}

export async function revokeApiKey(database: Database, scope: Scope, id: string): Promise<void> {
  const changed = await database.inAccount(scope.accountId, (tx) =>
    tx.execute(sql`update api_keys set revoked_at = now() where id = ${id} and revoked_at is null`),
  );
  if (!changed) throw problem('not_found', 'There is no such API key.');
}

/** The account a key belongs to, or undefined when the key is unknown or revoked. */
export async function readApiKey(
  database: Database,
  key: string,
): Promise<{ accountId: string } | undefined> {
  if (!key.startsWith(keyPrefix)) return undefined;
  const hash = sha256(key);
  return await database.asSystem(async (tx) => {
    const found = await tx.maybeOne<{ accountId: string; stale: boolean }>(sql`
      select account_id as "accountId", coalesce(last_used_at < now() - interval '1 minute', true) as stale
      from api_keys where key_hash = ${hash} and revoked_at is null`);
    if (found?.stale)
      await tx.execute(sql`update api_keys set last_used_at = now() where key_hash = ${hash}`);
    return found;
  });
}
