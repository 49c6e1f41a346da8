import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';

/**
 * Lets an address be mailed again.
 * @returns whether it was suppressed.
 * @throws forbidden after a complaint: the account alone may not take that back.
 */
export async function unsuppress(tx: Tx, accountId: string, emailKey: string): Promise<boolean> {
  const lifted = await tx.execute(sql`
    delete from suppressions
    where account_id = ${accountId} and email_key = ${emailKey} and reason <> 'complained'`);
  if (lifted) return true;
  const kept = await tx.maybeOne(sql`
    select from suppressions where account_id = ${accountId} and email_key = ${emailKey}`);
  if (!kept) return false;
  throw problem(
    'forbidden',
    'This person reported your mail as spam, so the address stays suppressed. Mailing it again would harm the delivery of all your mail.',
  );
}
