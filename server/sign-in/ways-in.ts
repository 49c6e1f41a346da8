import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';

/**
 * To be called after a way to log in was taken from a person, in the same transaction.
 * @throws wrong_state when none is left: a password, a passkey, or a login with a provider
 */
export async function requireWayIn(tx: Tx, userId: string): Promise<void> {
  const { left } = await tx.one<{ left: boolean }>(sql`
    select exists (select from users where id = ${userId} and password_hash is not null)
      or exists (select from passkeys where user_id = ${userId})
      or exists (select from identities i join sign_in_providers p on p.id = i.provider_id
        where i.user_id = ${userId} and p.enabled) as left`);
  if (!left)
    throw problem(
      'wrong_state',
      'This is your only way to log in. Choose a password first: have a link mailed to you under “Forgotten your password?”.',
    );
}
