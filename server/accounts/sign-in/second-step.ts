import type { FastifyRequest } from 'fastify';
import { randomToken, sha256 } from '#server/platform/crypto/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { hasSecondFactor } from '../second-factors/has-second-factor.ts';
import type { Session } from './contract.ts';
import { type Entrance, type Exchange, enter } from './enter.ts';
import { hostCookie } from './host-cookie.ts';

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
): Promise<Session> {
  const ticket = await entrance.database.asSystem(async (tx) =>
    (await hasSecondFactor(tx, person.userId)) ? await openTicket(tx, person.userId) : undefined,
  );
  if (ticket === undefined) return await enter(entrance, { request, reply }, person, { secondFactor: false });
  cookie.set(request, reply, ticket);
  throw problem('second_step_needed');
}

async function openTicket(tx: Tx, userId: string): Promise<string> {
  const token = randomToken();
  await tx.execute(sql`delete from login_tickets where expires_at < now()`);
  await tx.execute(sql`
    insert into login_tickets (token_hash, user_id, expires_at)
    values (${sha256(token)}, ${userId}, now() + make_interval(mins => ${MINUTES}))`);
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
 * Uses the ticket up; of two that try at once one succeeds.
 * @throws second_step_over, also when the person's factors or password were changed meanwhile
 */
export async function useTicket(tx: Tx, { request, reply }: Exchange): Promise<void> {
  const used = await tx.execute(sql`
    delete from login_tickets where token_hash = ${hashOf(request)} and expires_at > now()`);
  if (!used) throw problem('second_step_over');
  cookie.clear(request, reply);
}

const hashOf = (request: FastifyRequest) => sha256(cookie.read(request) ?? '');
