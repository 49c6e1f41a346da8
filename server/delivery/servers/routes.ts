import { isInstallAdmin, type Scope } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import type { Registrar } from '#server/platform/http/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import type { MxWays } from '../mx/index.ts';
import type { Route } from '../smtp/index.ts';
import { checkNewServer, checkServer } from './check-server.ts';
import * as contract from './contract.ts';
import { listServerDays } from './list-server-days.ts';
import { listServers, readFigures } from './list-servers.ts';
import { pauseServer, resumeServer } from './pause-server.ts';
import { presentServer } from './present-server.ts';
import { readServer } from './read-servers.ts';
import { removeServer } from './remove-server.ts';
import type { ServerRow } from './server-row.ts';
import { changeServer, createServer, requireOwnership } from './write-server.ts';

export interface SendingServerDeps {
  database: Database;
  secrets: Secrets;
  /** The way that is built in. */
  mode: 'sandbox' | 'smtp';
  routeFor: (accountId: string) => Route;
  sandboxRoute: (accountId: string) => Route;
  mx: Pick<MxWays, 'find'>;
}

export function sendingServerRoutes(on: Registrar<Scope>, deps: SendingServerDeps): void {
  const { database, secrets } = deps;
  const present = async (row: ServerRow) =>
    presentServer(row, (await database.asSystem((tx) => readFigures(tx, [row]))).get(row.id));

  on.on(contract.listSendingServers, ({ scope }) => listServers(database, scope, deps));
  on.on(contract.listServerDays, async ({ scope }) => ({ items: await listServerDays(database, scope) }));
  on.on(contract.createSendingServer, async ({ scope, body }) =>
    present(await createServer(database, scope, secrets, body)),
  );
  on.on(contract.changeSendingServer, async ({ scope, params, body }) =>
    present(await changeServer(database, scope, secrets, params.id, body)),
  );
  on.on(contract.deleteSendingServer, async ({ scope, params }) => {
    await removeServer(database, scope, params.id);
    return { ok: true as const };
  });

  on.on(contract.pauseSendingServer, async ({ scope, params }) =>
    present(await steer(database, scope, params.id, pauseServer)),
  );
  on.on(contract.resumeSendingServer, async ({ scope, params }) =>
    present(await steer(database, scope, params.id, resumeServer)),
  );

  on.on(contract.checkSendingServer, async ({ scope, params, body }) => {
    return verdict(
      await checkServer(deps, scope, params.id, body.from ?? (await usualSender(database, scope))),
    );
  });
  on.on(contract.tryNewSendingServer, async ({ scope, body: { server, id, from } }) => {
    const sender = from ?? (await usualSender(database, scope));
    return verdict(await checkNewServer(deps, scope, server, { id, from: sender }));
  });
}

async function steer(
  database: Database,
  scope: Scope,
  id: string,
  action: (tx: Tx, server: { accountId: string; id: string }) => Promise<void>,
): Promise<ServerRow> {
  const { accountId } = scope;
  return await database.inAccount(accountId, async (tx) => {
    requireOwnership(await readServer(tx, accountId, id), isInstallAdmin(scope));
    await action(tx, { accountId, id });
    return await readServer(tx, accountId, id);
  });
}

const verdict = <S extends { ok: boolean }>(steps: S[]) => ({ ok: steps.every((step) => step.ok), steps });

/** The account's own sender, or undefined when it has none yet. */
async function usualSender(database: Database, { accountId }: Scope): Promise<string | undefined> {
  const row = await database.inAccount(accountId, (tx) =>
    tx.one<{ email: string }>(sql`select default_from_email as email from accounts`),
  );
  return row.email || undefined;
}
