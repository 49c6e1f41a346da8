import { isInstallAdmin, type Scope } from '#server/accounts/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import type { MxWays } from '../mx/index.ts';
import { type CheckStep, checkRoute, type Route, RouteError } from '../smtp/index.ts';
import { isSameDoor } from './check-settings.ts';
import { checkStraight } from './check-straight.ts';
import type { NewServer } from './contract.ts';
import { guardedRoute, type RelayRow, secretOf } from './open-server.ts';
import { readServer } from './read-servers.ts';
import { requireRights } from './write-server.ts';

type CheckDeps = {
  database: Database;
  secrets: Secrets;
  sandboxRoute: (accountId: string) => Route;
  mx: Pick<MxWays, 'find'>;
};

/** Tries a server as it is. @throws not_found */
export async function checkServer(
  deps: CheckDeps,
  { accountId }: Scope,
  id: string,
  from?: string,
): Promise<CheckStep[]> {
  const row = await deps.database.inAccount(accountId, (tx) => readServer(tx, accountId, id));
  if (row.kind === 'sandbox') return await checkRoute(deps.sandboxRoute(accountId));
  if (row.kind === 'mx') return await checkStraight(deps.mx, row.settings, from);
  const opened = await openedSecret(deps, row);
  if (typeof opened === 'object' && opened !== null) return [opened];
  return await checkRelay(row, opened, from);
}

/** Tries a server before it is saved; of a kept one with its password, as far as that may go there. */
export async function checkNewServer(
  deps: CheckDeps,
  scope: Scope,
  given: NewServer,
  { id, from }: { id?: string | undefined; from?: string | undefined },
): Promise<CheckStep[]> {
  const { accountId } = scope;
  const { operator, kept } = await deps.database.inAccount(accountId, async (tx) => ({
    operator: isInstallAdmin(scope),
    kept: id === undefined ? undefined : await readServer(tx, accountId, id),
  }));
  if (given.kind !== 'smtp') {
    await requireRights(given, operator);
    if (given.kind === 'sandbox') return await checkRoute(deps.sandboxRoute(accountId));
    return await checkStraight(deps.mx, given.settings, from);
  }
  const { settings } = given;
  const isKept = kept?.kind === 'smtp' && isSameDoor(kept.settings, settings);
  const secret = given.secret ?? (isKept && settings.user !== '' ? await openedSecret(deps, kept) : null);
  if (typeof secret === 'object' && secret !== null) return [secret];
  const trusted = operator || (isKept && kept.trusted);
  await requireRights({ ...given, secret }, trusted);
  return await checkRelay({ settings, trusted }, secret, from);
}

async function checkRelay(
  server: Pick<RelayRow, 'settings' | 'trusted'>,
  secret: string | null,
  from: string | undefined,
): Promise<CheckStep[]> {
  try {
    return await checkRoute(await guardedRoute(server, secret), from);
  } catch (error) {
    if (!(error instanceof RouteError)) throw error;
    return [{ step: 'connect', ok: false, text: error.message }];
  }
}

/** The password, or the step that says why it cannot be read. */
async function openedSecret({ secrets }: CheckDeps, row: RelayRow): Promise<string | null | CheckStep> {
  try {
    return await secretOf(secrets, row);
  } catch (error) {
    return { step: 'login', ok: false, text: (error as Error).message };
  }
}
