import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import { issuerAddress } from '../issuer/issuer-address.ts';
import { callbackPath, type Issuers } from '../issuer/issuers.ts';
import type { Provider } from '../issuer/provider.ts';
import type { ChangedAccountProvider, ChangedProvider, NewProvider, ShownProvider } from './contract.ts';
import { accountShelf, installShelf, type Shelf } from './shelf.ts';

export interface SetUpDeps {
  database: Database;
  issuers: Issuers;
  secrets: Secrets;
  /** Public address of this install, without a slash at its end. */
  baseUrl: string;
}

type Change = ChangedProvider & ChangedAccountProvider;
type Row = Omit<ShownProvider, 'redirectUri' | 'signInLink'>;

const shown = ({ registers, enforced, people, rows }: Shelf) => sql`
  select p.id, p.kind, p.issuer, p.label, p.client_id as "clientId", p.client_secret is not null as "hasSecret", p.enabled,
    ${registers} as registers, ${enforced} as enforced, p.trusts_second_factor as "trustsSecondFactor",
    p.email_domains as "emailDomains", p.created_at as "createdAt", ${people} as people
  from ${rows} p`;

export async function listProviders(
  { database, baseUrl }: SetUpDeps,
  shelf: Shelf,
): Promise<ShownProvider[]> {
  const rows = await shelf.within(database, (tx) =>
    tx.query<Row>(sql`${shown(shelf)} where ${shelf.mine} order by p.created_at, p.id`),
  );
  return rows.map((row) => withAddresses(baseUrl, row));
}

/** More than anybody needs; each is asked what it is now and then. */
const MOST_OF_AN_ACCOUNT = 10;

/**
 * Keeps a new provider, whose issuer was asked what it is. Nobody signs in with it before it has a client and is enabled.
 * @throws invalid_input when the issuer is none, or cannot be asked; wrong_state for an account with ten
 */
export async function addProvider(
  { database, issuers, baseUrl }: SetUpDeps,
  shelf: Shelf,
  { kind, issuer, label }: NewProvider,
): Promise<ShownProvider> {
  const { accountId } = shelf;
  const name = await issuers.discover(issuerAddress(kind, issuer), accountId);
  const id = newId();
  return await shelf.within(database, async (tx) => {
    if (accountId !== null) await refuseTooMany(tx, shelf);
    const [column, value] = accountId === null ? [sql``, sql``] : [sql`account_id,`, sql`${accountId},`];
    await tx.execute(sql`
      insert into ${shelf.rows} (${column} id, kind, issuer, label) values (${value} ${id}, ${kind}, ${name}, ${label})`);
    return await readShown(tx, baseUrl, shelf, id);
  });
}

async function refuseTooMany(tx: Tx, { rows, mine }: Shelf): Promise<void> {
  const { count } = await tx.one<{ count: number }>(sql`select count(*) from ${rows} p where ${mine}`);
  if (count >= MOST_OF_AN_ACCOUNT)
    throw problem('wrong_state', `An account has at most ${MOST_OF_AN_ACCOUNT} providers. Remove one first.`);
}

/**
 * Changes what is given. What stops it from letting people in also ends the sessions it opened; once it is enforced, the
 * sessions end of members who came in otherwise.
 * @throws not_found; invalid_input when it is to be enabled without a client, or enforced and not enabled
 */
export async function changeProvider(
  { database, baseUrl, secrets }: SetUpDeps,
  shelf: Shelf,
  id: string,
  { clientSecret, ...change }: Change,
): Promise<ShownProvider> {
  const { accountId, rows, mine } = shelf;
  return await shelf.within(database, async (tx) => {
    const found = await tx.maybeOne<{ enabled: boolean }>(
      sql`select enabled from ${rows} p where p.id = ${id} and ${mine} for update`,
    );
    if (!found) throw noSuchProvider();
    if (change.clientId === '' && found.enabled)
      throw wrong('clientId', 'People sign in with it. Disable it before you take its client away.');
    const place = { in: shelf.secrets, accountId, row: id };
    const sealed = clientSecret === undefined ? null : await secrets.seal(tx, place, clientSecret);
    await tx.execute(sql`
      update ${rows} p set
        label = coalesce(${change.label ?? null}, label),
        client_id = coalesce(${change.clientId ?? null}, client_id),
        client_secret = coalesce(${sealed}, client_secret),
        trusts_second_factor = coalesce(${change.trustsSecondFactor ?? null}, trusts_second_factor),
        email_domains = coalesce(${change.emailDomains ?? null}::text[], email_domains)
      where p.id = ${id} and ${mine}`);
    if (change.registers !== undefined)
      await tx.execute(sql`update sign_in_providers set registers = ${change.registers} where id = ${id}`);
    if (change.enabled !== undefined) await setEnabled(tx, shelf, id, change.enabled);
    if (change.enforced !== undefined) await setEnforced(tx, shelf, id, change.enforced);
    return await readShown(tx, baseUrl, shelf, id);
  });
}

async function setEnabled(tx: Tx, shelf: Shelf, id: string, enabled: boolean): Promise<void> {
  // What is not enabled can demand nothing.
  const relaxed = shelf.accountId !== null && !enabled ? sql`, enforced = false` : sql``;
  const set = await tx.execute(sql`
    update ${shelf.rows} p set enabled = ${enabled} ${relaxed}
    where p.id = ${id} and ${shelf.mine} and (not ${enabled} or (client_id <> '' and client_secret is not null))`);
  if (!set) throw wrong('enabled', 'Enter the client id and secret first.');
  if (!enabled) await tx.execute(sql`delete from sessions where ${shelf.sessionsOf(id)}`);
}

/** Owners may always come in otherwise, so that a broken provider locks nobody out for good. */
async function setEnforced(tx: Tx, { accountId }: Shelf, id: string, enforced: boolean): Promise<void> {
  const set = await tx.execute(sql`
    update account_providers set enforced = ${enforced}
    where account_id = ${accountId} and id = ${id} and (enabled or not ${enforced})`);
  if (!set) throw wrong('enforced', 'Enable it first.');
  if (enforced)
    await tx.execute(sql`
      delete from sessions s using memberships m
      where s.account_id = ${accountId} and s.account_provider_id is null
        and m.account_id = s.account_id and m.user_id = s.user_id and m.role <> 'owner'`);
}

/** People who came in through it lose that way in; its sessions end. @throws not_found */
export async function removeProvider({ database }: SetUpDeps, shelf: Shelf, id: string): Promise<void> {
  const removed = await shelf.within(database, (tx) =>
    tx.execute(sql`delete from ${shelf.rows} p where p.id = ${id} and ${shelf.mine}`),
  );
  if (!removed) throw noSuchProvider();
}

/** All there are, whosever. For the system role. */
export const anyProvider = sql`(
  select id, null::uuid as account_id, kind, issuer, label, client_id, client_secret, enabled, registers,
    trusts_second_factor, email_domains from sign_in_providers
  union all
  select id, account_id, kind, issuer, label, client_id, client_secret, enabled, false,
    trusts_second_factor, email_domains from account_providers)`;

/** The provider with its secret, for the exchange, whosever it is; undefined when there is none. For the system role. */
export async function readProvider(tx: Tx, secrets: Secrets, id: string): Promise<Provider | undefined> {
  const row = await tx.maybeOne<Omit<Provider, 'clientSecret'> & { sealed: Buffer }>(sql`
    select id, account_id as "accountId", kind, issuer, label, client_id as "clientId", client_secret as sealed, enabled,
      registers, trusts_second_factor as "trustsSecondFactor", email_domains as "emailDomains"
    from ${anyProvider} p where id = ${id} and client_secret is not null`);
  if (!row) return undefined;
  const { sealed, ...provider } = row;
  const shelf = provider.accountId === null ? installShelf : accountShelf(provider.accountId);
  const place = { in: shelf.secrets, accountId: provider.accountId, row: id };
  return { ...provider, clientSecret: await secrets.open(place, sealed, tx) };
}

async function readShown(tx: Tx, baseUrl: string, shelf: Shelf, id: string): Promise<ShownProvider> {
  return withAddresses(baseUrl, await tx.one<Row>(sql`${shown(shelf)} where p.id = ${id} and ${shelf.mine}`));
}

const withAddresses = (baseUrl: string, row: Row): ShownProvider => ({
  ...row,
  redirectUri: `${baseUrl}${callbackPath(row.id)}`,
  signInLink: `${baseUrl}/single-sign-on/${row.id}`,
});

const wrong = (field: string, message: string) =>
  problem('invalid_input', `${field}: ${message}`, { [field]: message });

export const noSuchProvider = () => problem('not_found', 'There is no such provider.');
