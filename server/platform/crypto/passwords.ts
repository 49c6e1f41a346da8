import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { turnstile } from './turnstile.ts';

/** Cost of a hash: `memory` in KiB. */
export interface Argon2Options {
  memory: number;
  passes: number;
  parallelism: number;
}

/** OWASP's recommended minimum for argon2id; about 20 ms and 19 MiB a hash. */
const standard: Argon2Options = { memory: 19_456, passes: 2, parallelism: 1 };
/** Each hash holds a core for its time and 19 MiB: more at once than cores only makes all of them late. */
const derive = turnstile(promisify(argon2), { atOnce: availableParallelism(), mostWaiting: 50 });

/**
 * Hashes a password with argon2id into a PHC string that carries its own parameters.
 * @throws TooManyWaiting
 */
export async function hashPassword(password: string, cost: Argon2Options = standard): Promise<string> {
  const nonce = randomBytes(16);
  const hash = await derive('argon2id', {
    message: password.normalize('NFC'),
    nonce,
    tagLength: 32,
    ...cost,
  });
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${b64(nonce)}$${b64(hash)}`;
}

/**
 * Whether the password matches. With `stored` undefined (no such user) a hash of the same cost is computed all the same,
 * so that the time taken does not tell whether an address is known.
 * @throws TooManyWaiting
 */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  const parsed = stored === undefined ? undefined : parse(stored);
  const { cost, nonce, hash } = parsed ?? { cost: standard, nonce: Buffer.alloc(16), hash: Buffer.alloc(32) };
  const actual = await derive('argon2id', {
    message: password.normalize('NFC'),
    nonce,
    tagLength: hash.length,
    ...cost,
  });
  return timingSafeEqual(actual, hash) && parsed !== undefined;
}

/** Whether a hash was made at a lower cost than ours is now. */
export function needsRehash(stored: string): boolean {
  const { cost } = parse(stored);
  return cost.memory < standard.memory || cost.passes < standard.passes;
}

function parse(stored: string): { cost: Argon2Options; nonce: Buffer; hash: Buffer } {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(
    stored,
  );
  if (!match) throw new Error('A stored password hash is not in the expected form.');
  const [, memory, passes, parallelism, nonce, hash] = match;
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    nonce: Buffer.from(nonce!, 'base64'),
    hash: Buffer.from(hash!, 'base64'),
  };
}

const b64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
