import type { Scope } from '#server/accounts/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import { readServerDays } from '../pace/index.ts';
import type { ServerDay } from './contract.ts';
import { readServers } from './read-servers.ts';

/** The last 30 days of the account's own servers, oldest first. */
export async function listServerDays(database: Database, { accountId }: Scope): Promise<ServerDay[]> {
  const servers = await database.inAccount(accountId, (tx) => readServers(tx, accountId));
  const ids = servers.map(({ id }) => id);
  // What other accounts sent over a shared one is part of how it fares.
  const days = await database.asSystem((tx) => readServerDays(tx, ids));
  return days.map(({ server, ...day }) => ({ serverId: server, ...day }));
}
