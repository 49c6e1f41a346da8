import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import type { Log } from '#server/platform/log/index.ts';
import { type Verdict, verifyChain } from './verify-chain.ts';

/** Verifies a chain and keeps the verdict, which the account's owners see. */
export async function checkChain(database: Database, keys: PurposeKeys, accountId: string): Promise<Verdict> {
  const verdict = await verifyChain(database, keys, accountId);
  await database.asSystem((tx) =>
    tx.execute(sql`
      insert into act_checks (account_id, at, seals, acts, sealed_until, findings)
      values (${accountId}, clock_timestamp(), ${verdict.seals}, ${verdict.acts}, ${verdict.sealedUntil},
        ${JSON.stringify(verdict.findings)}::jsonb)`),
  );
  return verdict;
}

/** Verifies every chain that has grown since it was last looked at. What is found is an error in the log of the process too. */
export async function checkChains(
  database: Database,
  keys: PurposeKeys,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const grown = await database.asSystem((tx) =>
    tx.query<{ accountId: string }>(sql`
      select a.id as "accountId" from accounts a where exists (
        select from act_seals s where s.account_id = a.id and s.sealed_at > coalesce(
          (select max(c.at) from act_checks c where c.account_id = a.id), '-infinity'))`),
  );
  for (const { accountId } of grown) {
    if (signal.aborted) return;
    const { findings } = await checkChain(database, keys, accountId);
    if (findings.length > 0)
      log.error('the activity log of an account was tampered with', { accountId, findings: findings.length });
  }
}
