import { decryptSecret, encryptSecret } from '#server/platform/crypto/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { type DkimKey, DkimKeyError, loadDkimKey } from './dkim-key.ts';

/** What a stored private key is bound to, so that its ciphertext is of no use in another row. */
const boundTo = (id: string) => `dkim_keys.private_key|${id}`;

/** A private key as it is stored. */
export const sealPrivateKey = (envelopeKey: Buffer, id: string, pem: string): Buffer =>
  encryptSecret(envelopeKey, boundTo(id), pem);

/** A key as it stands in the database. */
type SealedKey = { id: string; domain: string; selector: string; private_key: Buffer };

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
      select distinct on (algorithm) id, domain, selector, private_key from dkim_keys
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
export function openKeys(envelopeKey: Buffer, sealed: SealedKey[]): DkimKey[] {
  return sealed.map(({ id, domain, selector, private_key }) => {
    const privateKeyPem = openPrivateKey(envelopeKey, id, domain, private_key);
    return loadDkimKey({ domain, selector, privateKeyPem });
  });
}

function openPrivateKey(envelopeKey: Buffer, id: string, domain: string, sealed: Buffer): string {
  try {
    return decryptSecret(envelopeKey, boundTo(id), sealed);
  } catch (cause) {
    throw Object.assign(new DkimKeyError(domain, 'it was encrypted under another SECRET_KEY'), { cause });
  }
}

/** `a.b.example` → itself, `b.example`; never a top-level domain alone. */
function domainAndParents(domain: string): string[] {
  const labels = domain.split('.');
  return labels.slice(0, Math.max(1, labels.length - 1)).map((_, index) => labels.slice(index).join('.'));
}
