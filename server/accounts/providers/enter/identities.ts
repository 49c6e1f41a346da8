import { sql, type Tx } from '#server/platform/database/index.ts';
import type { Provider, Vouched } from '../issuer/provider.ts';

/** Who somebody is here whom a provider vouches for; undefined for nobody. Their address plays no part in it. */
export async function findPerson(
  tx: Tx,
  provider: Provider,
  { subject }: Vouched,
): Promise<string | undefined> {
  const found = await tx.maybeOne<{ userId: string }>(sql`
    select user_id as "userId" from identities where provider_id = ${provider.id} and subject = ${subject}`);
  return found?.userId;
}

/** Notes that a linked login was used, and how the provider calls the person by now. */
export async function noteUse(tx: Tx, provider: Provider, vouched: Vouched): Promise<void> {
  await tx.execute(sql`
    update identities set last_used_at = now(), called = ${calledAs(vouched)}
    where provider_id = ${provider.id} and subject = ${vouched.subject}`);
}

/** What a person recognises a login elsewhere by. */
export const calledAs = ({ email, name, subject }: Vouched): string => email || name || subject;
