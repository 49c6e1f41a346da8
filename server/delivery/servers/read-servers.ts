import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { type ServerRow, serverColumns, serverOrder } from './server-row.ts';

/** The account's servers in their order. */
export async function readServers(tx: Tx, accountId: string): Promise<ServerRow[]> {
  return await tx.query<ServerRow>(sql`
    select ${serverColumns} from sending_servers where account_id = ${accountId} order by ${serverOrder}`);
}

/** @throws not_found */
export async function readServer(tx: Tx, accountId: string, id: string): Promise<ServerRow> {
  const row = await tx.maybeOne<ServerRow>(
    sql`select ${serverColumns} from sending_servers where account_id = ${accountId} and id = ${id}`,
  );
  if (!row) throw problem('not_found', 'There is no such sending server.');
  return row;
}
