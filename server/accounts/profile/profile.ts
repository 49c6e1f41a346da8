import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { Scope } from '../access/scope.ts';
import type { Profile } from './contract.ts';

/** What people tell of themselves, beside their name and address. */
export interface Told {
  phone?: string | undefined;
  occupation?: string | null | undefined;
  gender?: string | null | undefined;
  ageGroup?: Profile['ageGroup'] | undefined;
}

export async function readProfile(database: Database, { userId, accountId }: Scope): Promise<Profile> {
  return await database.asSystem((tx) => read(tx, userId, accountId));
}

/** Changes what is given and leaves the rest; null or an empty text removes what was told freely. */
export async function changeProfile(
  database: Database,
  { userId, accountId }: Scope,
  { name, ...told }: Told & { name?: string | undefined },
): Promise<Profile> {
  return await database.asSystem(async (tx) => {
    if (userId === null) throw problem('not_logged_in');
    if (name !== undefined) await tx.execute(sql`update users set name = ${name} where id = ${userId}`);
    await writeProfile(tx, userId, told);
    return await read(tx, userId, accountId);
  });
}

/** Keeps what somebody told. For the system role. */
export async function writeProfile(tx: Tx, userId: string, told: Told): Promise<void> {
  await tx.execute(sql`insert into profiles (user_id) values (${userId}) on conflict do nothing`);
  await tx.execute(sql`
    update profiles set changed_at = now(),
      phone = case when ${told.phone !== undefined} then ${told.phone ?? ''} else phone end,
      occupation = case when ${told.occupation !== undefined} then ${told.occupation || null} else occupation end,
      gender = case when ${told.gender !== undefined} then ${told.gender || null} else gender end,
      age_group = case when ${told.ageGroup !== undefined} then ${told.ageGroup ?? null} else age_group end
    where user_id = ${userId}`);
}

async function read(tx: Tx, userId: string | null, accountId: string): Promise<Profile> {
  const found = await tx.maybeOne<Profile>(sql`
    select u.name, u.email, coalesce(p.phone, '') as phone, p.occupation, p.gender, p.age_group as "ageGroup",
      (select json_build_object('at', r.registered_at, 'ip', r.ip, 'userAgent', r.user_agent)
       from registrations r where r.user_id = u.id order by r.account_id = nullif(${accountId}, '')::uuid desc limit 1
      ) as registration
    from users u left join profiles p on p.user_id = u.id where u.id = ${userId}`);
  if (!found) throw problem('not_logged_in');
  return found;
}
