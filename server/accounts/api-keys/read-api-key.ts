import { sha256 } from '#server/platform/crypto/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { KeyScope } from '../access/contract.ts';
import { looksLikeKey } from './key-format.ts';

interface KeyOwner {
  accountId: string;
  id: string;
  scopes: readonly KeyScope[];
}

/**
 * Whose key it is and what it may do. Notes from where it was used, at most once a minute.
 * @throws not_logged_in for a key that is unknown, revoked or expired
 */
export async function readApiKey(database: Database, key: string, ip: string): Promise<KeyOwner> {
  if (!looksLikeKey(key))
    throw problem('not_logged_in', 'This is no whole API key. Copy it again, or make another one.');
  const found = await database.asSystem((tx) => findKey(tx, sha256(key), ip));
  if (!found)
    throw problem('not_logged_in', 'This API key is not known here, or was revoked. Make another one.');
  if (found.expired) throw problem('not_logged_in', 'This API key has expired. Make another one.');
  return { accountId: found.accountId, id: found.id, scopes: found.scopes };
}

async function findKey(tx: Tx, hash: Buffer, ip: string) {
  const found = await tx.maybeOne<KeyOwner & { expired: boolean; stale: boolean }>(sql`
    select account_id as "accountId", id, scopes, coalesce(expires_at <= now(), false) as expired,
      coalesce(last_used_at < now() - interval '1 minute', true) as stale
    from api_keys where key_hash = ${hash} and revoked_at is null`);
  if (found?.stale && !found.expired)
    await tx.execute(
      sql`update api_keys set last_used_at = now(), last_used_ip = ${ip} where key_hash = ${hash}`,
    );
  return found;
}
