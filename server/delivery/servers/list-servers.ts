import type { Scope } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { usedToday } from '../pace/index.ts';
import type { SendingServer } from './contract.ts';
import { type Figures, presentServer, stateOf } from './present-server.ts';
import { readServers } from './read-servers.ts';
import { type ServerRow, serverColumns, serverOrder } from './server-row.ts';
import { daysOfWarmingUp } from './snapshot.ts';

/** All ways out that an account has, its own first. */
export async function listServers(
  database: Database,
  { accountId }: Scope,
  { mode }: { mode: 'sandbox' | 'smtp' },
) {
  const rows = await database.inAccount(accountId, (tx) => readServers(tx, accountId));
  // Others' mail over a shared server counts too, and how a shared one is set up stays with its owner.
  const { figures, shared } = await database.asSystem(async (tx) => ({
    figures: await readFigures(tx, rows),
    shared: await readShared(tx, accountId),
  }));
  return {
    items: rows.map((row) => presentServer(row, figures.get(row.id))),
    shared,
    install: {
      kind: mode,
      name: mode === 'smtp' ? 'The mail server of SMTP_URL' : 'The sandbox',
      inUse: rows.length + shared.length === 0,
    },
  };
}

/** What the tally says of each server. */
export async function readFigures(tx: Tx, rows: ServerRow[]): Promise<Map<string, Figures>> {
  const used = await usedToday(
    tx,
    rows.map((row) => row.id),
  );
  const days = await daysOfWarmingUp(tx, rows);
  return new Map(
    rows.map(({ id }) => [id, { usedToday: used.get(id) ?? 0, days: days.get(id) ?? [] }] as const),
  );
}

type Shared = Pick<SendingServer, 'id' | 'name' | 'kind' | 'state'>;

async function readShared(tx: Tx, accountId: string): Promise<Shared[]> {
  const rows = await tx.query<ServerRow>(sql`
    select ${serverColumns} from sending_servers
    where shared and account_id <> ${accountId} order by ${serverOrder}`);
  const days = await daysOfWarmingUp(tx, rows);
  const now = new Date();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    state: stateOf(row, days.get(row.id) ?? [], now).state,
  }));
}
