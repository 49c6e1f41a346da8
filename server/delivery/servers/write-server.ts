import { isInstallAdmin, type Scope } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import { lookAgain } from '../sends/look-again.ts';
import { cleanDomains, requireLogin, requirePublicHost, requireSecretAgain } from './check-settings.ts';
import type { NewServer, ServerChange, SmtpSettings } from './contract.ts';
import { readServer } from './read-servers.ts';
import type { ServerRow } from './server-row.ts';
import { sealServerSecret } from './server-secret.ts';

/** @throws invalid_input, already_exists, forbidden */
export async function createServer(
  database: Database,
  scope: Scope,
  secrets: Secrets,
  given: NewServer,
): Promise<ServerRow> {
  const trusted = isInstallAdmin(scope);
  await requireRights(given, trusted);
  const id = newId();
  const secret = given.kind === 'smtp' ? (given.secret ?? null) : null;
  return await database.inAccount(scope.accountId, async (tx) => {
    const sealed =
      secret === null
        ? null
        : await sealServerSecret(secrets, tx, { accountId: scope.accountId, id }, secret);
    const made = await tx.execute(sql`
      insert into sending_servers (account_id, id, name, kind, settings, secret, enabled, shared, trusted, streams,
        from_domains, priority, limits, group_limits, warm_up, messages_per_connection)
      values (${scope.accountId}, ${id}, ${given.name}, ${given.kind}, ${JSON.stringify(given.settings)},
        ${sealed}, ${given.enabled}, ${given.shared}, ${trusted}, ${given.streams}, ${cleanDomains(given.fromDomains)}, ${given.priority},
        ${JSON.stringify(given.limits)}, ${JSON.stringify(given.groupLimits)}, ${jsonOrNull(given.warmUp)},
        ${given.messagesPerConnection})
      on conflict (account_id, lower(name)) do nothing`);
    if (!made) throw nameTaken(given.name);
    await lookAgain(tx, scope);
    return await readServer(tx, scope.accountId, id);
  });
}

/** What a new server needs of the person who adds it. @throws invalid_input, forbidden */
export async function requireRights(given: NewServer, operator: boolean): Promise<void> {
  if (given.kind === 'smtp') requireLogin(given.settings, Boolean(given.secret));
  if (operator) return;
  if (given.shared) throw operatorsOnly('offer a server to all accounts');
  if (given.kind === 'mx') throw operatorsOnly('send straight from the address of this machine');
  if (given.kind === 'smtp') await requirePublicHost(given.settings);
}

/**
 * Changes what is given and leaves the rest.
 *
 * @throws not_found, invalid_input, already_exists, forbidden; conflict when somebody changed it at the same moment
 */
export async function changeServer(
  database: Database,
  scope: Scope,
  secrets: Secrets,
  id: string,
  change: ServerChange,
): Promise<ServerRow> {
  const { accountId } = scope;
  const { old, operator } = await database.inAccount(accountId, async (tx) => ({
    old: await readServer(tx, accountId, id),
    operator: isInstallAdmin(scope),
  }));
  requireOwnership({ ...old, shared: old.shared || change.shared === true }, operator);
  const next = {
    ...old,
    ...defined(change),
    settings: changedSettings(old, change),
    // Outside of a transaction, because the name servers may take their time.
    trusted: await changedTrust(old, change, operator),
  } as ServerRow;
  const changedTo = changedSecret(old, change, next.settings as SmtpSettings);
  return await database.inAccount(accountId, async (tx) => {
    const secret =
      typeof changedTo === 'string' ? await sealServerSecret(secrets, tx, old, changedTo) : changedTo;
    if (change.name !== undefined) await requireFreeName(tx, accountId, id, change.name);
    const changed = await tx.execute(sql`
      update sending_servers set
        name = ${next.name}, settings = ${JSON.stringify(next.settings)}, secret = ${secret},
        trusted = ${next.trusted}, enabled = ${next.enabled}, shared = ${next.shared}, streams = ${next.streams},
        from_domains = ${cleanDomains(next.fromDomains)}, priority = ${next.priority},
        limits = ${JSON.stringify(next.limits)}, group_limits = ${JSON.stringify(next.groupLimits)},
        warm_up = ${jsonOrNull(next.warmUp)}, messages_per_connection = ${next.messagesPerConnection},
        changed_at = now(), trouble = null, trouble_since = null
      where account_id = ${accountId} and id = ${id}
        and date_trunc('milliseconds', changed_at) = ${old.changedAt}`);
    if (changed === 0) throw problem('conflict');
    await lookAgain(tx, { accountId });
    return await readServer(tx, accountId, id);
  });
}

/** Without what was left out, which must not overwrite what there is. */
function defined(change: ServerChange): Partial<ServerChange> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

const jsonOrNull = (value: unknown) => (value === null ? null : JSON.stringify(value));

/** What all accounts use, and what leaves from this machine itself, is for the operator to change. @throws forbidden */
export function requireOwnership(row: ServerRow, operator: boolean): void {
  if (operator) return;
  if (row.shared) throw operatorsOnly('change a server that all accounts use');
  if (row.kind === 'mx') throw operatorsOnly('change how mail leaves straight from this machine');
}

/** Whether an operator vouches for the host after the change. @throws invalid_input */
async function changedTrust(old: ServerRow, change: ServerChange, operator: boolean): Promise<boolean> {
  if (old.kind !== 'smtp' || !change.smtp) return old.trusted;
  if (operator) return true;
  const isSamePlace = change.smtp.host === old.settings.host && change.smtp.port === old.settings.port;
  if (isSamePlace) return old.trusted;
  await requirePublicHost(change.smtp);
  return false;
}

function changedSettings(old: ServerRow, change: ServerChange): ServerRow['settings'] {
  for (const kind of ['smtp', 'mx'] as const)
    if (change[kind] && old.kind !== kind)
      throw problem('invalid_input', `“${old.name}” is a server of another kind.`, {
        [kind]: 'The kind of a server cannot be changed; add another server.',
      });
  return change.smtp ?? change.mx ?? old.settings;
}

/** The secret after the change: a new one, or the sealed one it keeps. @throws invalid_input */
function changedSecret(old: ServerRow, change: ServerChange, settings: SmtpSettings): string | Buffer | null {
  if (old.kind !== 'smtp') return null;
  const keeps = change.secret === undefined && settings.user !== '';
  if (keeps && old.secret) requireSecretAgain(old.settings, settings);
  const hasSecret = keeps ? old.secret !== null : Boolean(change.secret);
  requireLogin(settings, hasSecret);
  if (keeps) return old.secret;
  return change.secret || null;
}

async function requireFreeName(tx: Tx, accountId: string, id: string, name: string): Promise<void> {
  const taken = await tx.maybeOne(sql`
    select from sending_servers where account_id = ${accountId} and lower(name) = lower(${name}) and id <> ${id}`);
  if (taken) throw nameTaken(name);
}

const nameTaken = (name: string) =>
  problem('already_exists', `There is a sending server named “${name}” already.`, {
    name: 'Choose another name.',
  });

const operatorsOnly = (what: string) =>
  problem('forbidden', `Only an admin of this install, logged in with a second factor, may ${what}.`);
