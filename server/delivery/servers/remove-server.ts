import { isInstallAdmin, type Scope } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { resolveAlerts } from '../alerts/index.ts';
import { readServer } from './read-servers.ts';
import { requireOwnership } from './write-server.ts';

/**
 * Deletes a server. Mail that was to leave over it takes the next one that fits.
 *
 * @throws not_found, forbidden
 * @throws wrong_state while it is the last one and mail is under way: the rest would be left to the sandbox, unnoticed
 */
export async function removeServer(database: Database, scope: Scope, id: string): Promise<void> {
  const { accountId } = scope;
  await database.inAccount(accountId, async (tx) => {
    requireOwnership(await readServer(tx, accountId, id), isInstallAdmin(scope));
  });
  // Who shares a server with whom is seen across accounts alone.
  await database.asSystem(async (tx) => {
    if (await leavesMailBehind(tx, accountId, id)) throw lastOne();
    await tx.execute(sql`delete from sending_servers where account_id = ${accountId} and id = ${id}`);
    await resolveAlerts(tx, accountId, id);
  });
}

/** Whether a campaign that is being sent would have no sending server without this one. */
async function leavesMailBehind(tx: Tx, accountId: string, id: string): Promise<boolean> {
  const { found } = await tx.one<{ found: boolean }>(sql`
    select exists (
      select from sends s join sending_servers gone on gone.account_id = ${accountId} and gone.id = ${id}
      where s.state in ('planning', 'sending', 'paused')
        and (gone.shared or s.account_id = ${accountId})
        and not exists (
          select from sending_servers other
          where other.id <> ${id} and (other.account_id = s.account_id or other.shared))) as found`);
  return found;
}

const lastOne = () =>
  problem(
    'wrong_state',
    'A campaign is being sent and this is the only sending server: the rest of its mail would have no way out. Add another server first, or cancel the campaign.',
  );
