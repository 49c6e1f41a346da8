import { sql, type Tx } from '#server/platform/database/index.ts';

interface Person {
  kind: 'user' | 'key';
  id: string;
  name: string | null;
}

/** Everybody who is on the team or has a key, and whoever left but did something. Hops through the index from person to person. */
export async function findPeople(tx: Tx, accountId: string): Promise<Person[]> {
  return await tx.query<Person>(sql`
    with recursive active as (
      (select user_id as id from acts where account_id = ${accountId} and user_id is not null order by user_id limit 1)
      union all
      select (select user_id from acts where account_id = ${accountId} and user_id > active.id order by user_id limit 1)
      from active where active.id is not null)
    select kind, id, name from (
      select 'user' as kind, id, (select name from users u where u.id = people.id) as name from (
        select id from active where id is not null
          and exists (select from acts where account_id = ${accountId} and user_id = active.id and who = 'user')
        union select user_id from memberships where account_id = ${accountId}) people
      union all select 'key', id, name from api_keys where account_id = ${accountId}) everybody
    order by kind desc, name, id`);
}
