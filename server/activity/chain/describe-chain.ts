import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import type { ActivityChain, Finding } from '../contract.ts';
import { publicKeyFor, publicKeyOf, textOfHead } from './signatures.ts';

/** What an account's owners are shown of their chain. */
export async function describeChain(
  database: Database,
  { keys, keepDays }: { keys: PurposeKeys; keepDays: number },
  accountId: string,
): Promise<ActivityChain> {
  return await database.inAccount(accountId, async (tx) => {
    const state = await tx.one<Pick<ActivityChain, 'links' | 'sealedUntil' | 'waiting'>>(sql`
      select coalesce((select number from act_seals order by number desc limit 1), 0) as links,
        (select sealed_at from act_seals order by number desc limit 1) as "sealedUntil",
        (select count(*) from unsealed_acts where part = 'act') as waiting`);
    const check = await tx.maybeOne<{
      at: string;
      acts: number;
      sealedUntil: string | null;
      findings: Finding[];
    }>(
      sql`select at, acts, sealed_until as "sealedUntil", findings from act_checks order by at desc limit 1`,
    );
    const head = await tx.maybeOne<{ day: string; number: number; hash: Buffer; signature: Buffer }>(
      sql`select day::text, number, hash, signature from act_heads order by act_heads.day desc limit 1`,
    );
    const text = head && textOfHead({ accountId, ...head });
    return {
      ...state,
      keepDays,
      check: check ?? null,
      head: head && text ? { day: head.day, text, signature: head.signature.toString('base64') } : null,
      publicKey: head && text ? publicKeyFor(keys, text, head.signature) : publicKeyOf(keys),
    };
  });
}
