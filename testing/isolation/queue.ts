import pg from 'pg';

/** A job as it waits on the queue; the payload as JSON text. */
export interface QueuedJob {
  task: string;
  payload: string;
}

/** What waits on the queue of a database. */
export async function openQueue(url: string): Promise<AsyncDisposable & { jobs(): Promise<QueuedJob[]> }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    async jobs() {
      const { rows } = await client.query<QueuedJob>(`
        select t.identifier as task, j.payload::text as payload
        from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id`);
      return rows;
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}
