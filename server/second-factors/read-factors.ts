import { sql, type Tx } from '#server/platform/database/index.ts';
import type { Factors } from './contract.ts';
import type { Method } from './inputs/contract.ts';
import { passkeyHome } from './passkey-home.ts';
import { listPasskeys } from './passkeys.ts';
import { countRecoveryCodes } from './recovery-codes.ts';

/** What a person has set up beside the password. */
export async function readFactors(tx: Tx, userId: string, baseUrl: string): Promise<Factors> {
  const app = await tx.maybeOne<NonNullable<Factors['authenticatorApp']>>(sql`
    select confirmed_at as "confirmedAt", last_used_at as "lastUsedAt"
    from authenticator_apps where user_id = ${userId} and confirmed_at is not null`);
  return {
    passkeys: await listPasskeys(tx, userId),
    authenticatorApp: app ?? null,
    recoveryCodesLeft: await countRecoveryCodes(tx, userId),
    passkeyOrigin: passkeyHome(baseUrl)?.origin ?? null,
  };
}

/** The second factors somebody can show, the best first; none for who has only a password. */
export async function secondMethods(
  tx: Tx,
  userId: string,
): Promise<Exclude<Method, 'password' | 'provider'>[]> {
  const has = await tx.one<{ passkey: boolean; code: boolean; recoveryCode: boolean }>(sql`
    select exists (select from passkeys where user_id = ${userId}) as passkey,
      exists (select from authenticator_apps where user_id = ${userId} and confirmed_at is not null) as code,
      exists (select from recovery_codes where user_id = ${userId} and used_at is null) as "recoveryCode"`);
  return (['passkey', 'code', 'recoveryCode'] as const).filter((method) => has[method]);
}
