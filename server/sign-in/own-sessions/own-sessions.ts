import { describeBrowser, type Scope } from '#server/accounts/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { isPublicAddress } from '#server/platform/outside/index.ts';
import type { Install } from '../describe-session.ts';
import { endOtherSessions } from '../end-sessions.ts';
import { isAlive } from '../sessions.ts';
import type { OwnSession } from './contract.ts';

type Row = Omit<OwnSession, 'browser' | 'isLocal' | 'isThis' | 'place'> & { userAgent: string };

/** Where a person is logged in, the one that asks first, then by when they were last used. */
export async function listOwnSessions(
  database: Database,
  { placeOf }: Pick<Install, 'placeOf'>,
  { userId, session }: Scope,
): Promise<OwnSession[]> {
  const rows = await database.asSystem((tx) =>
    tx.query<Row>(sql`
      select s.id, s.ip, s.user_agent as "userAgent", s.created_at as "startedAt", s.last_seen_at as "lastSeenAt",
        s.new_device as "newDevice", s.second_factor as "secondFactor"
      from sessions s where s.user_id = ${userId} and ${isAlive}
      order by s.id = ${session?.id ?? null} desc, s.last_seen_at desc, s.id`),
  );
  return rows.map(({ userAgent, ...row }) => ({
    ...row,
    browser: describeBrowser(userAgent),
    isLocal: !isPublicAddress(row.ip),
    place: placeOf(row.ip),
    isThis: row.id === session?.id,
  }));
}

/** @throws not_found when the caller has no such session. */
export async function endOwnSession(database: Database, { userId }: Scope, id: string): Promise<void> {
  const ended = await database.asSystem((tx) =>
    tx.execute(sql`delete from sessions where user_id = ${userId} and id = ${id}`),
  );
  if (!ended) throw problem('not_found', 'There is no such session; it may have ended already.');
}

/** Ends all sessions of the caller but the one that asks; answers how many. */
export async function logOutElsewhere(database: Database, { userId, session }: Scope): Promise<number> {
  return await database.asSystem((tx) => endOtherSessions(tx, userId ?? '', session?.id ?? null));
}
