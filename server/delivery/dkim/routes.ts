import type { Scope } from '#server/accounts/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { problem, type Registrar } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import { toAsciiDomain } from '../mime/index.ts';
import * as contract from './contract.ts';
import {
  type DkimKey,
  dkimRecord,
  generateDkimKey,
  isSelector,
  loadDkimKey,
  publicKeyOf,
} from './dkim-key.ts';
import { sealPrivateKey } from './signing-keys.ts';

interface DkimDeps {
  database: Database;
  secrets: Secrets;
}

type Row = {
  id: string;
  domain: string;
  selector: string;
  algorithm: DkimKey['algorithm'];
  publicKey: string;
  createdAt: string;
};
const columns = sql`id, domain, selector, algorithm, public_key as "publicKey", created_at as "createdAt"`;
const present = ({ publicKey, ...row }: Row) => ({ ...row, record: dkimRecord({ ...row, publicKey }) });

export function dkimRoutes(on: Registrar<Scope>, { database, secrets }: DkimDeps): void {
  on.on(contract.listDkimKeys, async ({ scope }) => {
    const rows = await database.inAccount(scope.accountId, (tx) =>
      tx.query<Row>(sql`select ${columns} from dkim_keys order by domain, created_at desc`),
    );
    return { items: rows.map(present) };
  });

  on.on(contract.createDkimKey, async ({ scope, body }) => {
    const key = await makeKey(body.domain, body.selector ?? `mm${newSelector()}`, body.algorithm);
    const id = newId();
    const { accountId } = scope;
    const row = await database.inAccount(accountId, async (tx) => {
      const sealed = await sealPrivateKey(secrets, tx, { accountId, id, pem: key.pem });
      return await tx.maybeOne<Row>(sql`
        insert into dkim_keys (account_id, id, domain, selector, algorithm, public_key, private_key)
        values (${accountId}, ${id}, ${key.domain}, ${key.selector}, ${key.algorithm}, ${publicKeyOf(key)}, ${sealed})
        on conflict (account_id, domain, selector) do nothing
        returning ${columns}`);
    });
    if (!row) throw problem('already_exists', `${key.domain} has a key named ${key.selector} already.`);
    return present(row);
  });

  on.on(contract.deleteDkimKey, async ({ scope, params }) => {
    const deleted = await database.inAccount(scope.accountId, (tx) =>
      tx.execute(sql`delete from dkim_keys where account_id = ${scope.accountId} and id = ${params.id}`),
    );
    if (deleted === 0) throw problem('not_found', 'There is no such key.');
    return { ok: true as const };
  });
}

async function makeKey(typedDomain: string, typedSelector: string, algorithm: DkimKey['algorithm']) {
  const domain = toAsciiDomain(typedDomain);
  if (domain === undefined || !domain.includes('.')) {
    throw problem('invalid_input', undefined, { domain: 'This is not a domain name.' });
  }
  const selector = typedSelector.toLowerCase();
  if (!isSelector(selector)) {
    throw problem('invalid_input', undefined, { selector: 'Use letters, digits and hyphens.' });
  }
  const pem = await generateDkimKey(algorithm === 'rsa-sha256' ? 'rsa' : 'ed25519');
  return { ...loadDkimKey({ domain, selector, privateKeyPem: pem }), pem };
}

/** A selector nobody has to think of: year, month and a few letters that make it new. */
function newSelector(now = new Date()): string {
  const month = now.toISOString().slice(0, 7).replace('-', '');
  return `${month}${Math.random().toString(36).slice(2, 6)}`;
}
