import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { type Secrets, sealedColumn, UnreadableSecretError } from '#server/platform/secrets/index.ts';
import { type DkimKey, DkimKeyError, loadDkimKey } from './dkim-key.ts';

export const privateKeys = sealedColumn('dkim_keys', 'private_key');
const placeOf = (accountId: string, row: string) => ({ in: privateKeys, accountId, row });

/** A private key as it is stored. */
export const sealPrivateKey = (
  secrets: Secrets,
  tx: Tx,
  { accountId, id, pem }: { accountId: string; id: string; pem: string },
): Promise<Buffer> => secrets.seal(tx, placeOf(accountId, id), pem);

/** A key as it stands in the database. */
type SealedKey = { accountId: string; id: string; domain: string; selector: string; private_key: Buffer };

/**
 * The keys an account's mail from `fromDomain` is signed with: those of the domain itself, else of the nearest domain
 * above it, the newest of each algorithm. Empty when there is none.
 */
export async function readSealedKeys(
  database: Database,
  accountId: string,
  fromDomain: string,
): Promise<SealedKey[]> {
  return await database.asSystem((tx) =>
    tx.query<SealedKey>(sql`
      select distinct on (algorithm) account_id as "accountId", id, domain, selector, private_key from dkim_keys
      where account_id = ${accountId} and domain = (
        select domain from dkim_keys
        where account_id = ${accountId} and domain = any(${domainAndParents(fromDomain)}::text[])
        order by length(domain) desc limit 1)
      order by algorithm, created_at desc`),
  );
}

/**
 * Makes stored keys ready to sign.
 *
 * @throws {DkimKeyError} when one cannot be used: such mail must not go out unsigned unnoticed
 */
export async function openKeys(secrets: Secrets, sealed: SealedKey[]): Promise<DkimKey[]> {
  const keys: DkimKey[] = [];
  for (const key of sealed) {
    const { domain, selector } = key;
    keys.push(loadDkimKey({ domain, selector, privateKeyPem: await openPrivateKey(secrets, key) }));
  }
  return keys;
}

async function openPrivateKey(secrets: Secrets, key: SealedKey): Promise<string> {
  try {
    return await secrets.open(placeOf(key.accountId, key.id), key.private_key);
  } catch (cause) {
    if (!(cause instanceof UnreadableSecretError)) throw cause;
    throw Object.assign(new DkimKeyError(key.domain, cause.message), { cause });
  }
}

/** `a.b.example` → itself, `b.example`; never a top-level domain alone. */
function domainAndParents(domain: string): string[] {
  const labels = domain.split('.');
  return labels.slice(0, Math.max(1, labels.length - 1)).map((_, index) => labels.slice(index).join('.'));
}
