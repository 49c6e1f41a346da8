import { createHmac } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomToken, sha256 } from '#server/platform/crypto/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { hostCookie } from '#server/sign-in/index.ts';
import type { RoundTrip } from '../issuer/issuers.ts';

const MINUTES = 10;
const cookie = hostCookie('sign-in', MINUTES * 60);

/** What a round trip is for. One that began for one thing ends in nothing else. */
export type Purpose = 'enter' | 'link' | 'prove' | 'test';

/** What the person wants besides, kept until they are back. */
export interface Wish {
  /** Of the code of an invitation to register. */
  invitationHash?: string;
  /** Of the token of an invitation to an account. */
  joiningHash?: string;
}

interface Beginning {
  providerId: string;
  purpose: Purpose;
  sessionId: string | null;
  wish?: Wish;
}

export interface Attempt {
  providerId: string;
  wish: Wish;
  begunAt: string;
  trip: RoundTrip;
}

/**
 * Begins a round trip in this browser; one begun before is forgotten by it. The proof key and the nonce are made from the
 * random value of its cookie: nowhere else is anything that could end the trip.
 */
export async function beginAttempt(
  tx: Tx,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  { providerId, purpose, sessionId, wish = {} }: Beginning,
): Promise<RoundTrip> {
  const [state, browser] = [`${purpose}.${randomToken()}`, randomToken()];
  await tx.execute(sql`delete from sign_in_attempts where expires_at < now()`);
  await tx.execute(sql`
    insert into sign_in_attempts (state_hash, browser_hash, provider_id, purpose, session_id, wish, expires_at)
    values (${sha256(state)}, ${sha256(browser)}, ${providerId}, ${purpose}, ${sessionId}, ${JSON.stringify(wish)}::jsonb,
            now() + make_interval(mins => ${MINUTES}))`);
  cookie.set(request, reply, browser);
  return tripOf(state, browser);
}

/**
 * Takes the round trip out that a browser is back from: of two that bring the same answer one gets it.
 * @throws sign_in_over when it is another browser's, another provider's or session's, for something else, over or taken
 */
export async function takeAttempt(
  tx: Tx,
  request: FastifyRequest,
  answer: string,
  { providerId, purpose, sessionId }: Omit<Beginning, 'wish'>,
): Promise<Attempt> {
  const states = new URLSearchParams(answer).getAll('state');
  const browser = browserToken(request);
  const taken = await tx.maybeOne<Omit<Attempt, 'trip'>>(sql`
    delete from sign_in_attempts
    where state_hash = ${sha256(states[0] ?? '')} and browser_hash = ${sha256(browser)} and provider_id = ${providerId}
      and purpose = ${purpose} and session_id is not distinct from ${sessionId}::uuid and expires_at > now()
    returning provider_id as "providerId", wish, begun_at as "begunAt"`);
  if (!taken || states.length !== 1) throw problem('sign_in_over');
  return { ...taken, trip: tripOf(states[0]!, browser) };
}

/** The random value this browser keeps while somebody signs in. */
export const browserToken = (request: FastifyRequest): string => cookie.read(request) ?? '';
export const forgetBrowser = (request: FastifyRequest, reply: FastifyReply): void =>
  cookie.clear(request, reply);
export const keepBrowser = (request: FastifyRequest, reply: FastifyReply): string => {
  const token = randomToken();
  cookie.set(request, reply, token);
  return token;
};

function tripOf(state: string, browser: string): RoundTrip {
  const made = (what: string) => createHmac('sha256', browser).update(`${what}|${state}`).digest('base64url');
  return { state, nonce: made('nonce'), verifier: made('verifier') };
}
