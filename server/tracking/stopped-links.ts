import { type Database, sql } from '#server/platform/database/index.ts';
import { withDeadline } from './ingest/with-deadline.ts';

/** How long a process may not know that it changed, ms. */
const REFRESH_EVERY = 2_000;
const FIRST_ANSWER_WITHIN = 1_000;

export interface StoppedLinks {
  /** Whether no link in the mail of this account leads on. */
  includes(accountId: string): boolean;
  stop(): void;
}

/**
 * Keeps in mind whose links those who run the install have stopped, so that no click asks the database. While that is away,
 * what was known last holds.
 */
export async function followStoppedLinks(database: Database): Promise<StoppedLinks> {
  let stopped: ReadonlySet<string> = new Set();
  let timer: NodeJS.Timeout;
  let isOver = false;
  const look = async () => {
    stopped = await readStopped(database).catch(() => stopped);
    if (!isOver) timer = setTimeout(look, REFRESH_EVERY).unref();
  };
  await withDeadline(look(), FIRST_ANSWER_WITHIN).catch(() => {});
  return {
    includes: (accountId) => stopped.has(accountId),
    stop() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}

async function readStopped(database: Database): Promise<ReadonlySet<string>> {
  const accounts = await database.asSystem((tx) =>
    tx.query<{ id: string }>(sql`select id from accounts where links_stopped`),
  );
  return new Set(accounts.map(({ id }) => id));
}
