import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { type Secrets, sealedColumn } from '#server/platform/secrets/index.ts';
import type { ChangedProvider, NewProvider, ShownProvider } from '../contract.ts';
import { issuerAddress } from '../issuer/issuer-address.ts';
import { callbackPath, type Issuers } from '../issuer/issuers.ts';
import type { Provider } from '../issuer/provider.ts';

export interface InstallProvidersDeps {
  database: Database;
  issuers: Issuers;
  secrets: Secrets;
  /** Public address of this install, without a slash at its end. */
  baseUrl: string;
}

export const clientSecrets = sealedColumn('sign_in_providers', 'client_secret', { account: null });
const placeOf = (id: string) => ({ in: clientSecrets, accountId: null, row: id });

const shown = sql`
  p.id, p.kind, p.issuer, p.label, p.client_id as "clientId", p.client_secret is not null as "hasSecret", p.enabled, p.registers,
  p.trusts_second_factor as "trustsSecondFactor", p.email_domains as "emailDomains", p.created_at as "createdAt",
  (select count(*) from identities i where i.provider_id = p.id) as people`;

type Row = Omit<ShownProvider, 'redirectUri'>;

export async function listProviders({ database, baseUrl }: InstallProvidersDeps): Promise<ShownProvider[]> {
  const rows = await database.asSystem((tx) =>
    tx.query<Row>(sql`select ${shown} from sign_in_providers p order by p.created_at, p.id`),
  );
  return rows.map((row) => withRedirect(baseUrl, row));
}

/**
 * Keeps a new provider, whose issuer was asked what it is. Nobody signs in with it before it has a client and is enabled.
 * @throws invalid_input when the issuer is none, or cannot be asked
 */
export async function addProvider(
  { database, issuers, baseUrl }: InstallProvidersDeps,
  { kind, issuer, label }: NewProvider,
): Promise<ShownProvider> {
  const name = await issuers.discover(issuerAddress(kind, issuer));
  const id = newId();
  return await database.asSystem(async (tx) => {
    await tx.execute(sql`
      insert into sign_in_providers (id, kind, issuer, label) values (${id}, ${kind}, ${name}, ${label})`);
    return await readShown(tx, baseUrl, id);
  });
}

/**
 * Changes what is given. What stops it from letting people in also ends the sessions it opened.
 * @throws not_found; invalid_input when it is to be enabled without a client
 */
export async function changeProvider(
  { database, baseUrl, secrets }: InstallProvidersDeps,
  id: string,
  { clientSecret, ...change }: ChangedProvider,
): Promise<ShownProvider> {
  return await database.asSystem(async (tx) => {
    await lock(tx, id);
    const sealed = clientSecret === undefined ? null : await secrets.seal(tx, placeOf(id), clientSecret);
    await tx.execute(sql`
      update sign_in_providers set
        label = coalesce(${change.label ?? null}, label),
        client_id = coalesce(${change.clientId ?? null}, client_id),
        client_secret = coalesce(${sealed}, client_secret),
        registers = coalesce(${change.registers ?? null}, registers),
        trusts_second_factor = coalesce(${change.trustsSecondFactor ?? null}, trusts_second_factor),
        email_domains = coalesce(${change.emailDomains ?? null}::text[], email_domains)
      where id = ${id}`);
    if (change.enabled !== undefined) await setEnabled(tx, id, change.enabled);
    return await readShown(tx, baseUrl, id);
  });
}

async function setEnabled(tx: Tx, id: string, enabled: boolean): Promise<void> {
  const set = await tx.execute(sql`
    update sign_in_providers set enabled = ${enabled}
    where id = ${id} and (not ${enabled} or (client_id <> '' and client_secret is not null))`);
  if (!set)
    throw problem('invalid_input', 'Enter the client id and secret first.', {
      enabled: 'Enter the client id and secret first.',
    });
  if (!enabled) await tx.execute(sql`delete from sessions where provider_id = ${id}`);
}

/** People who came in through it lose that way in; its sessions end. @throws not_found */
export async function removeProvider({ database }: InstallProvidersDeps, id: string): Promise<void> {
  const removed = await database.asSystem((tx) =>
    tx.execute(sql`delete from sign_in_providers where id = ${id}`),
  );
  if (!removed) throw noSuchProvider();
}

/** The provider with its secret, for the exchange; undefined when there is none. */
export async function readProvider(tx: Tx, secrets: Secrets, id: string): Promise<Provider | undefined> {
  const row = await tx.maybeOne<Omit<Provider, 'clientSecret'> & { sealed: Buffer | null }>(sql`
    select id, kind, issuer, label, client_id as "clientId", client_secret as sealed, enabled, registers,
      trusts_second_factor as "trustsSecondFactor", email_domains as "emailDomains"
    from sign_in_providers where id = ${id}`);
  if (!row?.sealed) return undefined;
  const { sealed, ...provider } = row;
  return { ...provider, clientSecret: await secrets.open(placeOf(id), sealed, tx) };
}

async function lock(tx: Tx, id: string): Promise<void> {
  const found = await tx.maybeOne(sql`select from sign_in_providers where id = ${id} for update`);
  if (!found) throw noSuchProvider();
}

async function readShown(tx: Tx, baseUrl: string, id: string): Promise<ShownProvider> {
  return withRedirect(
    baseUrl,
    await tx.one<Row>(sql`select ${shown} from sign_in_providers p where p.id = ${id}`),
  );
}

const withRedirect = (baseUrl: string, row: Row): ShownProvider => ({
  ...row,
  redirectUri: `${baseUrl}${callbackPath(row.id)}`,
});

export const noSuchProvider = () => problem('not_found', 'There is no such provider.');
