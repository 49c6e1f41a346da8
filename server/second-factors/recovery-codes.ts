import { randomBytes } from 'node:crypto';
import { sha256 } from '#server/platform/crypto/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';

const COUNT = 10;
/** Crockford's: without the letters that look like digits or like each other. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * Makes ten new recovery codes and forgets those before. Only their hashes are stored, so the answer is the one chance to
 * keep them; at 140 random bits each a plain hash is enough.
 */
export async function makeRecoveryCodes(tx: Tx, userId: string): Promise<string[]> {
  const codes = Array.from({ length: COUNT }, newCode);
  await tx.execute(sql`delete from recovery_codes where user_id = ${userId}`);
  await tx.execute(sql`
    insert into recovery_codes (user_id, code_hash)
    select ${userId}, decode(hash, 'hex') from unnest(${codes.map((code) => hashOf(code).toString('hex'))}::text[]) as hash`);
  return codes;
}

/** Makes them for somebody who has none yet; null when there are some. */
export async function makeFirstRecoveryCodes(tx: Tx, userId: string): Promise<string[] | null> {
  const { count } = await tx.one<{ count: number }>(
    sql`select count(*) from recovery_codes where user_id = ${userId}`,
  );
  return count > 0 ? null : await makeRecoveryCodes(tx, userId);
}

/**
 * Uses a recovery code up, however it was typed, and answers how many are left.
 * @throws invalid_input when it is none of this person's or was used before
 */
export async function useRecoveryCode(tx: Tx, userId: string, code: string): Promise<number> {
  const used = await tx.execute(sql`
    update recovery_codes set used_at = now()
    where user_id = ${userId} and code_hash = ${hashOf(code)} and used_at is null`);
  if (!used)
    throw problem('invalid_input', undefined, {
      recoveryCode: 'That is none of your unused recovery codes. Each works once; try another one.',
    });
  return await countRecoveryCodes(tx, userId);
}

/** How many are left. */
export async function countRecoveryCodes(tx: Tx, userId: string): Promise<number> {
  const { count } = await tx.one<{ count: number }>(
    sql`select count(*) from recovery_codes where user_id = ${userId} and used_at is null`,
  );
  return count;
}

/** Four groups of seven, e.g. `k7mf2xq-…`. */
function newCode(): string {
  const letters = [...randomBytes(28)].map((byte) => alphabet[byte % 32]).join('');
  return letters.match(/.{7}/g)!.join('-');
}

/** Compared without dashes, spaces and case, and with the letters people mistake for digits. */
function hashOf(code: string): Buffer {
  const letters = code
    .toLowerCase()
    .replace(/o/g, '0')
    .replace(/[il]/g, '1')
    .replace(/[^0-9a-z]/g, '');
  return sha256(letters);
}
