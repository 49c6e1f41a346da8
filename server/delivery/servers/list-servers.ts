import type { Scope } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import type { SendingServer } from './contract.ts';
import { presentServer, stateOf } from './present-server.ts';
import { readServers } from './read-servers.ts';
import { type ServerRow, serverColumns, serverOrder } from './server-row.ts';

type InstallWay = { mode: 'sandbox' | 'smtp' };
type Shared = Pick<SendingServer, 'id' | 'name' | 'kind' | 'state'>;

/** All ways out that an account has, its own first. */
export async function listServers(database: Database, { accountId }: Scope, { mode }: InstallWay) {
  const rows = await database.inAccount(accountId, (tx) => readServers(tx, accountId));
  const shared = await database.asSystem((tx) => readShared(tx, accountId));
  return {
    items: rows.map((row) => presentServer(row, null)),
    shared,
    install: {
      kind: mode,
      name: mode === 'smtp' ? 'The mail server of SMTP_URL' : 'The sandbox',
      inUse: rows.length + shared.length === 0,
    },
  };
}

/** What other accounts may know of a shared server; how it is set up stays with its owner. */
async function readShared(tx: Tx, accountId: string): Promise<Shared[]> {
  const rows = await tx.query<ServerRow>(sql`
    select ${serverColumns} from sending_servers
    where shared and account_id <> ${accountId} order by ${serverOrder}`);
  const now = Date.now();
  return rows.map((row) => ({ id: row.id, name: row.name, kind: row.kind, state: stateOf(row, now).state }));
}
