import { randomToken, sha256 } from '#server/platform/crypto/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';

/**
 * Marks a session as proved just now and gives it a new token, so that whoever got hold of the one before has not proved
 * anything. Answers the token, which only the browser keeps.
 */
export async function renewSession(
  tx: Tx,
  id: string,
  { secondFactor }: { secondFactor: boolean },
): Promise<string> {
  const token = randomToken();
  await tx.execute(sql`
    update sessions set token_hash = ${sha256(token)}, previous_token_hash = token_hash, proved_at = now(), wrong_proofs = 0,
      second_factor = second_factor or ${secondFactor}
    where id = ${id}`);
  return token;
}
