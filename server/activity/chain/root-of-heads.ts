import { createHash } from 'node:crypto';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { type Head, textOfHead } from './signatures.ts';

/** Where the log of those who run the install had come to. */
export interface StaffEnd {
  number: number;
  mark: Buffer;
}

/** The signed ends of a day. */
export async function headsOf(tx: Tx, day: string): Promise<Head[]> {
  return await tx.query<Head>(sql`
    select account_id as "accountId", day::text, number, hash, signature from act_heads where day = ${day} order by account_id`);
}

/** Everything that is signed on a day, as one hash. */
export function rootOf(day: string, heads: readonly Head[], staffEnd: StaffEnd | null): Buffer {
  const root = createHash('sha256');
  for (const head of heads) root.update(`${textOfHead(head)}\n`);
  if (staffEnd)
    root.update(
      `mail-minion activity ${day} staff act ${staffEnd.number} ${staffEnd.mark.toString('hex')}\n`,
    );
  return root.digest();
}
