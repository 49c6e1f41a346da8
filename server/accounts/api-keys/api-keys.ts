import { sha256 } from '#server/platform/crypto/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { type KeyScope, keyScopes } from '../access/contract.ts';
import type { Scope } from '../access/scope.ts';
import type { ApiKey } from './contract.ts';
import { newKey, shownPart } from './key-format.ts';

const columns = sql`id, name, prefix, scopes, created_at as "createdAt", expires_at as "expiresAt",
  last_used_at as "lastUsedAt", last_used_ip as "lastUsedIp"`;

/** The keys that were not revoked. Expired ones are among them, so that nobody wonders why a program is refused. */
export async function listApiKeys(database: Database, scope: Scope): Promise<ApiKey[]> {
  return await database.inAccount(scope.accountId, (tx) =>
    tx.query<ApiKey>(sql`select ${columns} from api_keys where revoked_at is null order by created_at`),
  );
}

interface NewApiKey {
  name: string;
  scopes: readonly KeyScope[];
  expiresAt: string | null;
}

/** Makes a key. Only its hash is stored, so the answer is the one chance to copy it. */
export async function createApiKey(
  database: Database,
  scope: Scope,
  { name, scopes, expiresAt }: NewApiKey,
): Promise<{ key: string; apiKey: ApiKey }> {
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now())
    throw problem('invalid_input', undefined, { expiresAt: 'Choose a day that is still to come.' });
  const key = newKey();
  const given = keyScopes.filter((one) => scopes.includes(one));
  const apiKey = await database.inAccount(scope.accountId, (tx) =>
    tx.one<ApiKey>(sql`
      insert into api_keys (account_id, id, name, prefix, key_hash, created_by, scopes, expires_at)
      values (${scope.accountId}, ${newId()}, ${name}, ${shownPart(key)}, ${sha256(key)}, ${scope.userId}, ${given}, ${expiresAt})
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
