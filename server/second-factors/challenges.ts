import { randomBytes } from 'node:crypto';
import { sha256 } from '#server/platform/crypto/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';

/** What a passkey is asked to sign something for. A signature for one purpose is of no use for another. */
export interface Purpose {
  purpose: 'register' | 'prove' | 'log in';
  /** Null before anybody is known. */
  userId: string | null;
}

const MINUTES = 5;

/** A new challenge of 256 bits, good for one answer. */
export async function makeChallenge(tx: Tx, { purpose, userId }: Purpose): Promise<Buffer<ArrayBuffer>> {
  const challenge = Buffer.from(randomBytes(32));
  await tx.execute(sql`delete from passkey_challenges where expires_at < now()`);
  await tx.execute(sql`
    insert into passkey_challenges (challenge_hash, purpose, user_id, expires_at)
    values (${sha256(challenge)}, ${purpose}, ${userId}, now() + make_interval(mins => ${MINUTES}))`);
  return challenge;
}

/**
 * Takes the challenge that a browser's answer carries out of the store: as text, or undefined when it is not one of ours,
 * was made for something else, is over or was answered before.
 */
export async function takeChallenge(
  tx: Tx,
  { purpose, userId }: Purpose,
  clientDataJSON: string,
): Promise<string | undefined> {
  const challenge = challengeIn(clientDataJSON);
  if (challenge === undefined) return undefined;
  const taken = await tx.execute(sql`
    delete from passkey_challenges
    where challenge_hash = ${sha256(Buffer.from(challenge, 'base64url'))} and purpose = ${purpose}
      and user_id is not distinct from ${userId}::uuid and expires_at > now()`);
  return taken ? challenge : undefined;
}

function challengeIn(clientDataJSON: string): string | undefined {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'));
    return typeof challenge === 'string' ? challenge : undefined;
  } catch {
    return undefined;
  }
}
