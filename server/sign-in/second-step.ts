import type { FastifyRequest } from 'fastify';
import { randomToken, sha256 } from '#server/platform/crypto/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { Session } from './contract.ts';
import { type Entrance, type Exchange, enter } from './enter.ts';
import { hasSecondFactor } from './has-second-factor.ts';
import { hostCookie } from './host-cookie.ts';
import type { Way } from './sessions.ts';

/** As long as a typed code may take (OWASP ASVS 6.5.5). */
const MINUTES = 10;
const cookie = hostCookie('second-step', MINUTES * 60);

/**
 * Lets in a person who showed a first factor, such as the password, when that is all they have. Who has a second one gets a
 * ticket instead, which opens nothing by itself, and is asked for the other.
 * @throws second_step_needed
 */
export async function enterOrAsk(
  entrance: Entrance,
  { request, reply }: Exchange,
  person: { userId: string; accountId?: string | null },
  way: Way = {},
): Promise<Session> {
  const ticket = await entrance.database.asSystem(async (tx) =>
    (await hasSecondFactor(tx, person.userId)) ? await openTicket(tx, person.userId, way) : undefined,
  );
  if (ticket === undefined)
    return await enter(entrance, { request, reply }, person, { secondFactor: false, way });
  cookie.set(request, reply, ticket);
  throw problem('second_step_needed');
}

async function openTicket(tx: Tx, userId: string, way: Way): Promise<string> {
  const token = randomToken();
  await tx.execute(sql`delete from login_tickets where expires_at < now()`);
  await tx.execute(sql`
    insert into login_tickets (token_hash, user_id, way, expires_at)
    values (${sha256(token)}, ${userId}, ${JSON.stringify(way)}::jsonb, now() + make_interval(mins => ${MINUTES}))`);
  return token;
}

/** Whose ticket the browser holds. @throws second_step_over */
export async function readTicket(tx: Tx, request: FastifyRequest): Promise<string> {
  const found = await tx.maybeOne<{ userId: string }>(sql`
    select user_id as "userId" from login_tickets where token_hash = ${hashOf(request)} and expires_at > now()`);
  if (!found) throw problem('second_step_over');
  return found.userId;
}

/**
 * Uses the ticket up and answers how the first step was made; of two that try at once one succeeds.
 * @throws second_step_over, also when the person's factors or password were changed meanwhile
 */
export async function useTicket(tx: Tx, { request, reply }: Exchange): Promise<Way> {
  const used = await tx.maybeOne<{ way: Way }>(sql`
    delete from login_tickets where token_hash = ${hashOf(request)} and expires_at > now() returning way`);
  if (!used) throw problem('second_step_over');
  cookie.clear(request, reply);
  return used.way;
}

const hashOf = (request: FastifyRequest) => sha256(cookie.read(request) ?? '');
