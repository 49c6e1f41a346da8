import { type Database, sql } from '#server/platform/database/index.ts';
import { withDeadline } from './ingest/with-deadline.ts';

const keepMs = 5 * 60_000;
const mostKept = 5000;
/** People leaving must not wait for a database that hangs; the page is complete without the name. */
const patienceMs = 1000;

export type SenderName = (accountId: string) => Promise<string | undefined>;

/** Looks up an account's name for the public pages, remembering it a while; undefined when the database is away. */
export function createSenderName(database: Database): SenderName {
  const known = new Map<string, { name: string | undefined; until: number }>();
  return async (accountId) => {
    const remembered = known.get(accountId);
    if (remembered && remembered.until > Date.now()) return remembered.name;
    const name = await withDeadline(readName(database, accountId), patienceMs).catch(() => remembered?.name);
    if (known.size >= mostKept) known.clear();
    known.set(accountId, { name, until: Date.now() + (name === undefined ? 1000 : keepMs) });
    return name;
  };
}

async function readName(database: Database, accountId: string): Promise<string | undefined> {
  const account = await database.asSystem((tx) =>
    tx.maybeOne<{ name: string }>(sql`select name from accounts where id = ${accountId}`),
  );
  return account?.name;
}
