import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { Provider, Vouched } from '../issuer/provider.ts';

/** Where it is kept who the subjects of a provider are here. */
export function identitiesOf({ id, accountId }: Pick<Provider, 'id' | 'accountId'>): {
  rows: Sql;
  mine: Sql;
} {
  return accountId === null
    ? { rows: sql`identities`, mine: sql`i.provider_id = ${id}` }
    : { rows: sql`account_identities`, mine: sql`i.account_id = ${accountId} and i.provider_id = ${id}` };
}

/** Who somebody is here whom a provider vouches for; undefined for nobody. Their address plays no part in it. */
export async function findPerson(
  tx: Tx,
  provider: Provider,
  { subject }: Vouched,
): Promise<string | undefined> {
  const { rows, mine } = identitiesOf(provider);
  const found = await tx.maybeOne<{ userId: string }>(sql`
    select i.user_id as "userId" from ${rows} i where ${mine} and i.subject = ${subject}`);
  return found?.userId;
}

/** Notes that a linked login was used, and how the provider calls the person by now. */
export async function noteUse(tx: Tx, provider: Provider, vouched: Vouched): Promise<void> {
  const { rows, mine } = identitiesOf(provider);
  await tx.execute(sql`
    update ${rows} i set last_used_at = now(), called = ${calledAs(vouched)}
    where ${mine} and i.subject = ${vouched.subject}`);
}

/** Ties a subject of a provider to a person. @returns undefined when one of them is tied already */
export async function tie(
  tx: Tx,
  { id: providerId, accountId }: Pick<Provider, 'id' | 'accountId'>,
  vouched: Called,
  userId: string,
): Promise<string | undefined> {
  const id = newId();
  const given = sql`${id}, ${providerId}, ${vouched.subject}, ${userId}, ${calledAs(vouched)}, now()`;
  const made = await tx.execute(
    accountId === null
      ? sql`insert into identities (id, provider_id, subject, user_id, called, last_used_at) values (${given})
          on conflict do nothing`
      : sql`insert into account_identities (account_id, id, provider_id, subject, user_id, called, last_used_at)
          values (${accountId}, ${given}) on conflict do nothing`,
  );
  return made ? id : undefined;
}

type Called = Pick<Vouched, 'subject' | 'name' | 'email'>;

/** What a person recognises a login elsewhere by. */
export const calledAs = ({ email, name, subject }: Called): string => email || name || subject;
