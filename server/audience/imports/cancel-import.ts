import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { readImport } from './queries.ts';
import { forgetFile } from './stored-file.ts';

/**
 * Stops an import. A pass that is under way ends with the batch it is at; what was imported stays.
 * @throws not_found, wrong_state when it is over.
 */
export async function cancelImport(tx: Tx, importId: string): Promise<void> {
  await readImport(tx, importId);
  const resting = await tx.execute(sql`
    update imports set state = 'cancelled', cancel_requested = true, finished_at = now(), counts = '{}'
    where id = ${importId} and state in ('uploaded', 'checked')`);
  if (resting) return await forgetFile(tx, importId);
  const moving = await tx.execute(sql`
    update imports set cancel_requested = true where id = ${importId} and state in ('checking', 'running')`);
  if (!moving) throw problem('wrong_state', 'This import is over already.');
}
