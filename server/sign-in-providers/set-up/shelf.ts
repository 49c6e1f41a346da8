import { type Database, type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { type SealedColumn, sealedColumn } from '#server/platform/secrets/index.ts';

export const clientSecrets = sealedColumn('sign_in_providers', 'client_secret', { account: null });
export const accountClientSecrets = sealedColumn('account_providers', 'client_secret');

/** Where the providers of the install are kept, or those of one account. */
export interface Shelf {
  accountId: string | null;
  secrets: SealedColumn;
  /** The table, as `p`, and which of its rows are meant. */
  rows: Sql;
  mine: Sql;
  /** What only one of both kinds can. */
  registers: Sql;
  enforced: Sql;
  /** How many people log in with the provider p. */
  people: Sql;
  /** The sessions that the provider with this id opened. */
  sessionsOf: (id: string) => Sql;
  /** One transaction that reaches no other shelf. */
  within<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T>;
}

/** Those of the whole install. */
export const installShelf: Shelf = {
  accountId: null,
  secrets: clientSecrets,
  rows: sql`sign_in_providers`,
  mine: sql`true`,
  registers: sql`p.registers`,
  enforced: sql`false`,
  people: sql`(select count(*) from identities i where i.provider_id = p.id)`,
  sessionsOf: (id) => sql`provider_id = ${id}`,
  within: (database, work) => database.asSystem(work),
};

export const accountShelf = (accountId: string): Shelf => ({
  accountId,
  secrets: accountClientSecrets,
  rows: sql`account_providers`,
  mine: sql`p.account_id = ${accountId}`,
  registers: sql`false`,
  enforced: sql`p.enforced`,
  people: sql`(select count(*) from account_identities i where i.account_id = p.account_id and i.provider_id = p.id)`,
  sessionsOf: (id) => sql`account_id = ${accountId} and account_provider_id = ${id}`,
  within: (database, work) => database.inAccount(accountId, work),
});
