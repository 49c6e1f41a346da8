import { randomToken, sha256, verifyPassword } from '#server/platform/crypto/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { Role } from '../access/contract.ts';
import type { Browser, SessionProof } from '../access/scope.ts';
import { loginKey } from '../queries.ts';

/** A session ends after a week without use and after 30 days in any case. */
const idleDays = 7;
const longestDays = 30;

interface SessionOwner {
  accountId: string;
  userId: string;
  role: Role;
  isOperator: boolean;
  session: SessionProof;
}

/**
 * Checks email and password and opens a session.
 * @throws wrong_login, in the same words and time whether or not the address is known.
 */
export async function logIn(
  database: Database,
  email: string,
  password: string,
  browser: Browser,
): Promise<string> {
  const found = await database.asSystem((tx) =>
    tx.maybeOne<{ userId: string; accountId: string; passwordHash: string }>(sql`
      select u.id as "userId", u.password_hash as "passwordHash", m.account_id as "accountId"
      from users u join memberships m on m.user_id = u.id
      where u.email_key = ${loginKey(email)} order by m.created_at limit 1`),
  );
  if (!(await verifyPassword(found?.passwordHash, password)) || !found) throw problem('wrong_login');
  return await openSession(database, found, browser);
}

/** Opens a session and answers its token, which only the browser keeps. */
export async function openSession(
  database: Database,
  owner: { accountId: string; userId: string },
  browser: Browser,
): Promise<string> {
  const token = randomToken();
  await database.asSystem((tx) =>
    tx.execute(sql`
      insert into sessions (account_id, id, token_hash, user_id, expires_at, ip, user_agent)
      values (${owner.accountId}, ${newId()}, ${sha256(token)}, ${owner.userId}, now() + make_interval(days => ${longestDays}),
              ${browser.ip}, ${browser.userAgent.slice(0, 500)})`),
  );
  return token;
}

/** Whose session the token opens, or undefined when it is unknown or over. Marks it as used, at most once a minute. */
export async function readSession(database: Database, token: string): Promise<SessionOwner | undefined> {
  const hash = sha256(token);
  return await database.asSystem(async (tx) => {
    const found = await tx.maybeOne<Found>(sql`
      select s.account_id as "accountId", s.user_id as "userId", m.role, u.is_operator as "isOperator", s.id,
        s.proved_at as "provedAt", s.second_factor as "secondFactor", s.last_seen_at < now() - interval '1 minute' as stale
      from sessions s join memberships m using (account_id, user_id) join users u on u.id = s.user_id
      where s.token_hash = ${hash} and s.expires_at > now()
        and s.last_seen_at > now() - make_interval(days => ${idleDays})`);
    if (found?.stale)
      await tx.execute(sql`update sessions set last_seen_at = now() where token_hash = ${hash}`);
    return found && ownerOf(found);
  });
}

type Found = Omit<SessionOwner, 'session'> & {
  id: string;
  provedAt: string;
  secondFactor: boolean;
  stale: boolean;
};

function ownerOf({ id, provedAt, secondFactor, stale: _, ...owner }: Found): SessionOwner {
  return { ...owner, session: { id, provedAt: new Date(provedAt), secondFactor } };
}

export async function closeSession(database: Database, token: string): Promise<void> {
  await database.asSystem((tx) => tx.execute(sql`delete from sessions where token_hash = ${sha256(token)}`));
}
