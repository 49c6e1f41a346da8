import { sql, type Tx } from '../database/index.ts';

export interface EnqueueOptions {
  /** Not before this time. */
  runAt?: Date;
  /** A job with the same key that has not begun is replaced. */
  key?: string;
}

/**
 * Puts a job on the queue as part of the transaction: it exists exactly when the transaction commits. A job may run more
 * than once (a worker can die after doing it), so handlers must bear that.
 */
export async function enqueue(
  tx: Tx,
  task: string,
  payload: Record<string, unknown>,
  options: EnqueueOptions = {},
): Promise<void> {
  await tx.query(
    sql`select enqueue_job(${task}, ${JSON.stringify(payload)}::json, ${options.runAt ?? null}::timestamptz, ${options.key ?? null})`,
  );
}
