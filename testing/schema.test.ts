import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pg from 'pg';
import { reasonKinds } from '#server/delivery/contract.ts';
import { describeSchema, migrate, readMigrations } from '#server/platform/database/index.ts';
import { emptyDatabase, testDatabase, testDatabaseKey } from './database.ts';

const { url } = await testDatabase();
const client = new pg.Client({ connectionString: url });
await client.connect();
const names = async (statement: string) =>
  (await client.query<{ name: string }>(statement)).rows.map(({ name }) => name);

describe('the schema', () => {
  it('comes out the same from an upgrade of every earlier version', async () => {
    const fresh = await describeSchema(url);
    for (const { name } of readMigrations().slice(0, -1)) {
      const old = await emptyDatabase();
      await migrate(old, testDatabaseKey, name);
      await migrate(old, testDatabaseKey);
      assert.equal(await describeSchema(old), fresh);
    }
  });

  it('refuses a migration that was edited after it had been applied', async () => {
    const database = await emptyDatabase();
    await migrate(database, testDatabaseKey);
    const edited = new pg.Client({ connectionString: database });
    await edited.connect();
    await edited.query(`update schema_migrations set checksum = 'other' where name like '0001%'`);
    await edited.end();
    await assert.rejects(migrate(database, testDatabaseKey), /was changed after it had been applied/);
  });
});

describe('the kinds of reasons to wait', () => {
  it('are those of the contract', async () => {
    const [list] = await names(
      `select pg_get_constraintdef(oid) as name from pg_constraint where contypid = 'waiting_kind'::regtype`,
    );
    assert.deepEqual([...list!.matchAll(/'(\w+)'/g)].map(([, kind]) => kind).sort(), [...reasonKinds].sort());
  });
});

describe('isolation in the catalogue', () => {
  const tables = `pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and c.relname <> 'schema_migrations'`;

  it('every table has row-level security, forced, with a policy for each role', async () => {
    assert.deepEqual(
      await names(
        `select c.relname as name from ${tables} and not (c.relrowsecurity and c.relforcerowsecurity)`,
      ),
      [],
    );
    assert.deepEqual(
      await names(
        `select c.relname as name from ${tables} and (select count(*) from pg_policy p where p.polrelid = c.oid) < 2`,
      ),
      [],
    );
  });

  it('every tenant table carries account_id, and every key begins with it', async () => {
    const tenant = await names(`select c.relname as name from ${tables} and exists
      (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id') order by 1`);
    assert.deepEqual(
      await names(`select c.relname as name from ${tables} and c.relname <> all ('{${tenant}}') order by 1`),
      [
        'accounts',
        'act_anchors',
        'authenticator_apps',
        'install_settings',
        'known_devices',
        'login_failures',
        'login_rates',
        'login_tickets',
        'mta_sts_policies',
        'passkey_challenges',
        'passkeys',
        'policy_drafts',
        'policy_notices',
        'policy_versions',
        'profiles',
        'recovery_codes',
        'registration_invitations',
        'system_mail_templates',
        'users',
      ],
    );
    assert.deepEqual(
      await names(`select c.relname as name from pg_constraint k join pg_class c on c.oid = k.conrelid
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
        where k.contype = 'p' and c.relname = any ('{${tenant}}') and a.attname <> 'account_id'`),
      // A session belongs to a user; it works in an account, in another later, or in none.
      ['sessions'],
    );
  });

  it('every foreign key between tenant tables carries account_id', async () => {
    assert.deepEqual(
      await names(`select conname as name from pg_constraint k
        where contype = 'f' and confrelid not in ('accounts'::regclass, 'users'::regclass)
          and connamespace = 'public'::regnamespace
          and not exists (select from pg_attribute a where a.attrelid = k.conrelid and a.attnum = any (k.conkey) and a.attname = 'account_id')`),
      [],
    );
  });

  it('the product’s roles own nothing and cannot step around the policies', async () => {
    assert.deepEqual(
      await names(`select rolname as name from pg_roles where rolname like 'mailminion%' and
        (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or exists (select from pg_class where relowner = pg_roles.oid))`),
      [],
    );
  });

  it('the policy of every tenant table lets the application see and write one account', async () => {
    assert.deepEqual(
      await names(`select c.relname as name from ${tables}
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id')
        and exists (select from pg_policy p where p.polrelid = c.oid and 'mailminion_app'::regrole = any (p.polroles)
          and (p.polpermissive is not true
            or pg_get_expr(p.polqual, p.polrelid) is distinct from '(account_id = current_account())'
            or pg_get_expr(p.polwithcheck, p.polrelid) is distinct from '(account_id = current_account())'))`),
      // Notes of those who run the install about an account are not for the account.
      ['operator_notes'],
    );
  });

  it('every foreign key leads to the same account, and not just to one of its columns', async () => {
    assert.deepEqual(
      await names(`select conname as name from pg_constraint k
        where contype = 'f' and connamespace = 'public'::regnamespace
          and exists (select from pg_attribute a where a.attrelid = k.confrelid and a.attname = 'account_id')
          and not exists (select from generate_subscripts(k.conkey, 1) i
            join pg_attribute own on own.attrelid = k.conrelid and own.attnum = k.conkey[i]
            join pg_attribute theirs on theirs.attrelid = k.confrelid and theirs.attnum = k.confkey[i]
            where own.attname = 'account_id' and theirs.attname = 'account_id')`),
      [],
    );
  });

  it('what is unique over all accounts is random, so that no clash tells of another account', async () => {
    assert.deepEqual(
      await names(`select i.indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indrelid
        where c.relnamespace = 'public'::regnamespace and i.indisunique
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id')
        and not exists (select from pg_attribute a
          where a.attrelid = c.oid and a.attname = 'account_id' and a.attnum = any (i.indkey::int2[])) and i.indexrelid::regclass::text not like '%\\_hash\\_key' order by 1`),
      // Hashes of tokens, and the ids of sessions.
      ['sessions_pkey'],
    );
  });

  it('no view, materialized view, sequence or foreign table stands beside the policies', async () => {
    const isGuarded = `c.relkind = 'v' and 'security_invoker=true' = any (c.reloptions)`;
    assert.deepEqual(
      await names(`select c.relname as name from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind not in ('r', 'i') and not coalesce(${isGuarded}, false)`),
      [],
    );
  });

  it('nobody but the product’s roles has a right to a table, and they none to empty one', async () => {
    assert.deepEqual(
      await names(`select distinct c.relname || ': ' || a.privilege_type as name from pg_class c, aclexplode(c.relacl) a
        where c.relnamespace = 'public'::regnamespace and a.grantee <> c.relowner
          and (a.grantee = 0 or a.grantee::regrole::text not like 'mailminion%'
            or a.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))`),
      [],
    );
  });

  it('functions that run as their owner look up names in fixed places, and not everybody may call them', async () => {
    assert.deepEqual(
      await names(`select p.proname as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.prosecdef
          and (not exists (select from unnest(p.proconfig) c where c like 'search_path=%pg_temp')
            or p.proacl is null or exists (select from aclexplode(p.proacl) a where a.grantee = 0))`),
      [],
    );
  });

  it('only listed functions run as their owner', async () => {
    assert.deepEqual(
      await names(`select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'public' and p.prosecdef order by 1`),
      ['analyze_audience', 'analyze_ledger', 'enqueue_job', 'forget_acts'],
    );
    await client.end();
  });
});
