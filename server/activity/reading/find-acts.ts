import { describeBrowser } from '#server/accounts/index.ts';
import { join, type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import type { ActivityAct, ActivityFilter } from '../contract.ts';
import type { Sentences } from '../sentences.ts';

type Found = Omit<ActivityAct, 'who' | 'object' | 'did' | 'browser'> & {
  who: ActivityAct['who']['kind'];
  userId: string | null;
  keyId: string | null;
  whoName: string | null;
  objectId: string | null;
  objectName: string | null;
};

/** Up to `limit` acts before the cursor, newest first. Runs as the system role: users may have left the account. */
export async function findActs(
  tx: Tx,
  accountId: string,
  wanted: ActivityFilter & { before?: string | undefined; limit: number },
  sentences: Sentences,
): Promise<ActivityAct[]> {
  const rows = await tx.query<Found>(sql`
    select a.id, a.at, a.who, a.user_id as "userId", a.key_id as "keyId", a.act, a.ip, a.user_agent as "userAgent",
      coalesce(o.outcome, 'unknown') as outcome, o.code,
      coalesce(o.object_id, a.object_id) as "objectId",
      coalesce(o.object_name, ${nameBefore}) as "objectName",
      case when a.who = 'user' then (select u.name from users u where u.id = a.user_id)
           when a.who = 'key' then (select k.name from api_keys k where k.account_id = a.account_id and k.id = a.key_id)
      end as "whoName"
    from acts a left join act_outcomes o on o.account_id = a.account_id and o.act_id = a.id
    where ${matching(accountId, wanted)} ${wanted.before ? sql`and a.id < ${wanted.before}` : sql``}
    order by a.id desc limit ${wanted.limit}`);
  return rows.map((row) => asItem(row, sentences));
}

export async function countActs(tx: Tx, accountId: string, filter: ActivityFilter): Promise<number> {
  const { total } = await tx.one<{ total: number }>(
    sql`select count(*) as total from acts a where ${matching(accountId, filter)}`,
  );
  return total;
}

/** An answer that says nothing of the name is helped by the last one that did: whoever deletes a list is told of a name. */
const nameBefore = sql`(
  select n.object_name from act_outcomes n
  where n.account_id = a.account_id and n.object_id = coalesce(o.object_id, a.object_id) and n.act_id < a.id
    and n.object_name is not null
  order by n.act_id desc limit 1)`;

function matching(accountId: string, { who, what, from, to, object }: ActivityFilter): Sql {
  const conditions = [sql`a.account_id = ${accountId}`];
  if (who === 'product' || who === 'operator') conditions.push(sql`a.who = ${who}`);
  else if (who) conditions.push(sql`(a.user_id = ${who} or a.key_id = ${who}) and a.who <> 'operator'`);
  if (what?.includes('.')) conditions.push(sql`a.act = ${what}`);
  else if (what) conditions.push(sql`a.act like ${`${what}.%`}`);
  if (from) conditions.push(sql`a.at >= ${from}::timestamptz`);
  if (to) conditions.push(sql`a.at < ${to}::timestamptz`);
  if (object)
    conditions.push(sql`a.id in (
      select id from acts where account_id = ${accountId} and object_id = ${object}
      union select act_id from act_outcomes where account_id = ${accountId} and object_id = ${object})`);
  return join(conditions, ' and ');
}

function asItem(row: Found, sentences: Sentences): ActivityAct {
  const { who, userId, keyId, whoName, objectId, objectName, ...rest } = row;
  // Those who run the install are one to the client, whoever of them it was.
  const id = who === 'user' ? userId : who === 'key' ? keyId : null;
  return {
    ...rest,
    who: { kind: who, id, name: whoName },
    did: sentences(row.act),
    object: { kind: row.act.split('.')[0]!, id: objectId, name: objectName },
    ...(who === 'operator' ? { ip: '', userAgent: '' } : {}),
    browser: who === 'user' && row.userAgent ? describeBrowser(row.userAgent) : null,
  };
}
