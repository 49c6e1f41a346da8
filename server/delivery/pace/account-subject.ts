import type { LimitedSubject } from '../ways/index.ts';

/** What the daily cap of an account is counted on; undefined where the operator has set none. */
export function accountSubject(accountId: string, dailyCap: number | null): LimitedSubject | undefined {
  if (dailyCap === null) return undefined;
  return {
    accountId,
    subject: 'account',
    kind: 'account_cap',
    name: 'this account',
    limits: [{ seconds: 86_400, most: dailyCap }],
  };
}
