import { type Database, sql } from '#server/platform/database/index.ts';

/** The owners of an account whose password alone lets in, by name: who learns one of them holds the whole account. */
export async function ownersWithoutSecondFactor(database: Database, accountId: string): Promise<string[]> {
  const owners = await database.asSystem((tx) =>
    tx.query<{ name: string }>(sql`
      select coalesce(nullif(u.name, ''), u.email) as name from memberships m join users u on u.id = m.user_id
      where m.account_id = ${accountId} and m.role = 'owner'
        and not exists (select from passkeys p where p.user_id = u.id)
        and not exists (select from authenticator_apps a where a.user_id = u.id and a.confirmed_at is not null)
      order by m.created_at, u.id`),
  );
  return owners.map(({ name }) => name);
}
