import type { InstallKey, KeyRing } from '../crypto/index.ts';
import { loginSuffix, sql, type Tx } from '../database/index.ts';
import { newId } from '../ids/index.ts';
import { unwrap, type WrappedKey, wrap } from './data-keys.ts';
import { UnreadableSecretError } from './unreadable-secret.ts';

/** A secret key the database was used with at some time. */
export interface KnownSecretKey {
  id: string;
  since: string;
  /** When another took its place; null for the one that everything is made with. */
  replacedAt: string | null;
  /** What the names of its database logins end with. */
  login: string;
}

export const readSecretKeys = (tx: Tx): Promise<KnownSecretKey[]> =>
  tx.query(sql`
    select id, current_since as since, replaced_at as "replacedAt", login from secret_keys
    order by replaced_at desc nulls first`);

/** A database that was never told is told now: by an install that is new, or comes from a version before. */
export async function noteFirstKey(tx: Tx, { id, database }: InstallKey): Promise<void> {
  await tx.execute(sql`
    insert into secret_keys (id, login) select ${id}, ${loginSuffix(database)}
    where not exists (select from secret_keys) on conflict do nothing`);
}

/** This process does not know the secret key that the install works with now. */
export class UnknownSecretKeyError extends Error {
  override name = 'UnknownSecretKeyError';
}

/**
 * Brings what this process works with in line with what the database says: which key makes everything new, and what is
 * recognised besides.
 * @throws {UnknownSecretKeyError}
 */
export async function followDatabase(tx: Tx, keys: KeyRing): Promise<void> {
  const current = (await readSecretKeys(tx)).find(({ replacedAt }) => replacedAt === null);
  if (!current) return;
  if (!keys.find(current.id))
    throw new UnknownSecretKeyError(
      `This install works with the secret key ${current.id} now, which this process was not given.`,
    );
  keys.makeCurrent(current.id);
  const former = await tx.query<WrappedKey & { purpose: 'links' | 'activity' }>(sql`
    select id, purpose, wrapped, wrapped_by as "wrappedBy" from install_keys
    where purpose <> 'secrets' order by made_at desc`);
  const of = (purpose: string) =>
    former.filter((row) => row.purpose === purpose).flatMap((row) => unwrapped(keys, row));
  keys.recognise({ links: of('links'), activity: of('activity') });
}

/** Nothing where it cannot be unwrapped: that is told as what it is by `npm run keys -- status`. */
function unwrapped(keys: KeyRing, row: WrappedKey): Buffer[] {
  try {
    return [unwrap(keys, null, row).key];
  } catch (error) {
    if (error instanceof UnreadableSecretError) return [];
    throw error;
  }
}

/**
 * Makes another key the one that everything is made with. What links and marks were made with until now is kept, wrapped by
 * the new one, so that they are recognised for ever.
 * @throws when it is not the next: two that do this at once get in each other's way
 */
export async function replaceCurrentKey(tx: Tx, before: InstallKey, next: InstallKey): Promise<void> {
  const replaced = await tx.execute(
    sql`update secret_keys set replaced_at = clock_timestamp() where id = ${before.id} and replaced_at is null`,
  );
  if (!replaced) throw new Error('Somebody else is changing the key at this moment. Look at its status.');
  await tx.execute(sql`
    insert into secret_keys (id, login) values (${next.id}, ${loginSuffix(next.database)})
    on conflict (id) do update set current_since = clock_timestamp(), replaced_at = null`);
  for (const purpose of ['links', 'activity'] as const) {
    const id = newId();
    const wrapped = wrap(next, null, { id, key: before[purpose] });
    await tx.execute(sql`
      insert into install_keys (id, purpose, wrapped, wrapped_by, came_from)
      values (${id}, ${purpose}, ${wrapped}, ${next.id}, ${before.id}) on conflict (purpose, came_from) do nothing`);
  }
}
