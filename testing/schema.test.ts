import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pg from 'pg';
import { reasonKinds } from '#server/delivery/contract.ts';
import { describeSchema, migrate, readMigrations } from '#server/platform/database/index.ts';
import { emptyDatabase, testDatabase, testDatabaseKey } from './database.ts';

const { url } = await testDatabase();
const client = new pg.Client({ connectionString: url });
await client.connect();
const names = async (statement: string, ...plants: Plant[]) => {
  const found = await read(statement);
  for (const plant of plants) await proveThatItFinds(statement, plant, found);
  return found;
};
const read = async (statement: string) =>
  (await client.query<{ name: string }>(statement)).rows.map(({ name }) => name);

/** A hole to be made in the schema, and how a look at the catalogue calls it. */
type Plant = [hole: string, name: string];

/** A look that finds nothing proves nothing unless it would find something: here it must find a hole, which is then undone. */
async function proveThatItFinds(statement: string, [hole, name]: Plant, before: string[]): Promise<void> {
  await client.query('begin');
  try {
    await client.query(hole);
    const found = await read(statement);
    assert.ok(!before.includes(name) && found.includes(name), `found ${found} after: ${hole}`);
  } finally {
    await client.query('rollback');
  }
}

describe('the schema', () => {
  // If each version upgraded to the next is what a fresh start with that one is, so is the upgrade of any to the last.
  it('comes out the same from an upgrade of every earlier version', async () => {
    const upgraded = await emptyDatabase();
    for (const { name } of readMigrations())
      assert.deepEqual((await migrate(upgraded, testDatabaseKey, name)).applied, [name]);
    assert.equal(await describeSchema(upgraded), await describeSchema(url));
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
        ['create table planted (account_id uuid)', 'planted'],
        ['create table planted () inherits (contacts)', 'planted'],
        ['create table planted (account_id uuid); alter table planted enable row level security', 'planted'],
        ['alter table contacts no force row level security', 'contacts'],
      ),
      [],
    );
    assert.deepEqual(
      await names(
        `select c.relname as name from ${tables} and exists (
          select from unnest(array['mailminion_app'::regrole, 'mailminion_system'::regrole]::oid[]) of
          where not exists (select from pg_policy p where p.polrelid = c.oid and p.polpermissive and of = any (p.polroles)))`,
        ['drop policy own_account on lists', 'lists'],
      ),
      [],
    );
  });

  it('every tenant table carries account_id, and every key begins with it', async () => {
    const isTenant = `exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id')`;
    assert.deepEqual(
      await names(`select c.relname as name from ${tables} and not ${isTenant} order by 1`, [
        'create table planted (id uuid)',
        'planted',
      ]),
      [
        'accounts',
        'act_anchors',
        'authenticator_apps',
        'erased_accounts',
        'identities',
        'install_keys',
        'install_settings',
        'key_holders',
        'known_devices',
        'login_failures',
        'login_rates',
        'login_tickets',
        'mta_sts_policies',
        'passkey_challenges',
        'passkeys',
        'plans',
        'policy_drafts',
        'policy_notices',
        'policy_versions',
        'profiles',
        'recovery_codes',
        'registration_invitations',
        'secret_keys',
        'sign_in_attempts',
        'sign_in_newcomers',
        'sign_in_providers',
        'staff_act_outcomes',
        'staff_acts',
        'staff_invitations',
        'system_mail_templates',
        'users',
      ],
    );
    assert.deepEqual(
      await names(
        `select c.relname as name from pg_constraint k join pg_class c on c.oid = k.conrelid
        join pg_attribute key on key.attrelid = c.oid and key.attnum = k.conkey[1]
        where k.contype = 'p' and ${isTenant} and key.attname <> 'account_id'`,
        ['create table planted (account_id uuid, id uuid primary key)', 'planted'],
      ),
      // A session belongs to a user; it works in an account, in another later, or in none.
      ['sessions'],
    );
  });

  it('every foreign key between tenant tables carries account_id', async () => {
    assert.deepEqual(
      await names(
        `select conname as name from pg_constraint k
        where contype = 'f' and confrelid not in ('accounts'::regclass, 'users'::regclass, 'plans'::regclass)
          and connamespace = 'public'::regnamespace
          and exists (select from pg_attribute a where a.attrelid = k.confrelid and a.attname = 'account_id')
          and not exists (select from pg_attribute a where a.attrelid = k.conrelid and a.attnum = any (k.conkey) and a.attname = 'account_id')`,
        [
          `alter table lists add unique (id);
           alter table list_members add constraint planted foreign key (list_id) references lists (id)`,
          'planted',
        ],
      ),
      [],
    );
  });

  it('the product’s roles own nothing and cannot step around the policies', async () => {
    assert.deepEqual(
      await names(
        `select rolname as name from pg_roles where rolname like 'mailminion%' and
        (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or exists (select from pg_class where relowner = pg_roles.oid))`,
        ['create role mailminion_planted bypassrls', 'mailminion_planted'],
        [
          'create role mailminion_planted; alter table lists owner to mailminion_planted',
          'mailminion_planted',
        ],
      ),
      [],
    );
    assert.deepEqual(
      await names(
        `select m.member::regrole::text as name from pg_auth_members m
        where m.member::regrole::text like 'mailminion%' and m.roleid::regrole::text not like 'mailminion%'`,
        ['create role mailminion_planted in role pg_read_all_data', 'mailminion_planted'],
      ),
      [],
    );
  });

  it('the policy of every tenant table lets the application see and write one account', async () => {
    assert.deepEqual(
      await names(
        `select c.relname as name from ${tables}
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id')
        and exists (select from pg_policy p where p.polrelid = c.oid
          and (0 = any (p.polroles) or p.polroles && array['mailminion_app'::regrole, 'mailminion_member'::regrole]::oid[])
          and p.polpermissive and (pg_get_expr(p.polqual, p.polrelid) is distinct from '(account_id = current_account())'
            or pg_get_expr(p.polwithcheck, p.polrelid) is distinct from '(account_id = current_account())'))`,
        ['create policy planted on lists to mailminion_app using (true)', 'lists'],
        ['create policy planted on lists for select to mailminion_member using (true)', 'lists'],
        ['create policy planted on lists using (name = current_user)', 'lists'],
        ['alter policy own_account on lists with check (true)', 'lists'],
      ),
      // Notes of those who run the install about an account are not for the account.
      ['operator_notes'],
    );
  });

  it('every foreign key leads to the same account, and not just to one of its columns', async () => {
    assert.deepEqual(
      await names(
        `select conname as name from pg_constraint k
        where contype = 'f' and connamespace = 'public'::regnamespace
          and exists (select from pg_attribute a where a.attrelid = k.confrelid and a.attname = 'account_id')
          and not exists (select from generate_subscripts(k.conkey, 1) i
            join pg_attribute own on own.attrelid = k.conrelid and own.attnum = k.conkey[i]
            join pg_attribute theirs on theirs.attrelid = k.confrelid and theirs.attnum = k.confkey[i]
            where own.attname = 'account_id' and theirs.attname = 'account_id')`,
        [
          `alter table lists add column planted uuid, add unique (planted, id);
           alter table list_members add constraint planted foreign key (account_id, list_id) references lists (planted, id)`,
          'planted',
        ],
      ),
      [],
    );
  });

  it('what is unique over all accounts is random, so that no clash tells of another account', async () => {
    assert.deepEqual(
      await names(
        `select i.indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indrelid
        where c.relnamespace = 'public'::regnamespace and i.indisunique
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id')
        and not exists (select from pg_attribute a
          where a.attrelid = c.oid and a.attname = 'account_id' and a.attnum = any (i.indkey::int2[])) and i.indexrelid::regclass::text not like '%\\_hash\\_key' order by 1`,
        ['create unique index planted on contacts (email_key)', 'planted'],
      ),
      // Hashes of tokens, and the ids of sessions.
      ['sessions_pkey'],
    );
  });

  it('no view, materialized view, sequence or foreign table stands beside the policies', async () => {
    const isGuarded = `c.relkind = 'v' and 'security_invoker=true' = any (c.reloptions)`;
    assert.deepEqual(
      await names(
        `select c.relname as name from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind not in ('r', 'i') and not coalesce(${isGuarded}, false)`,
        ['create view planted as select * from contacts', 'planted'],
        ['create view planted with (security_invoker = false) as select * from contacts', 'planted'],
        ['create materialized view planted as select * from contacts', 'planted'],
        ['create sequence planted', 'planted'],
        ['create table planted (account_id uuid) partition by list (account_id)', 'planted'],
      ),
      [],
    );
  });

  it('nothing of ours stands in a schema where nobody looks', async () => {
    const places = `('public', 'graphile_worker', 'pg_catalog', 'information_schema')`;
    const elsewhere = (kind: string, id: string) =>
      `select k.${id} as name from ${kind} k join pg_namespace n on n.oid = k.${id.slice(0, 3)}namespace
        where n.nspname not in ${places} and n.nspname not like 'pg\\_%'`;
    assert.deepEqual(
      await names(elsewhere('pg_class', 'relname'), [
        'create schema other; create table other.planted ()',
        'planted',
      ]),
      [],
    );
    assert.deepEqual(
      await names(elsewhere('pg_proc', 'proname'), [
        `create schema other; create function other.planted() returns int language sql security definer as 'select 1'`,
        'planted',
      ]),
      [],
    );
    assert.deepEqual(
      await names(
        `select c.relname as name from pg_class c, aclexplode(c.relacl) a
        where c.relnamespace = 'graphile_worker'::regnamespace and a.grantee <> c.relowner`,
        ['grant select on graphile_worker._private_jobs to mailminion_app', '_private_jobs'],
      ),
      [],
    );
  });

  it('no rule rewrites what is asked, and nothing is granted before it exists', async () => {
    assert.deepEqual(
      await names(
        `select r.rulename as name from pg_rewrite r join pg_class c on c.oid = r.ev_class
        where c.relnamespace = 'public'::regnamespace and r.rulename <> '_RETURN'`,
        ['create rule planted as on update to contacts do also delete from lists', 'planted'],
      ),
      [],
    );
    assert.deepEqual(
      await names(
        `select a.grantee::regrole::text as name from pg_default_acl d, aclexplode(d.defaclacl) a`,
        ['alter default privileges grant select on tables to mailminion_app', 'mailminion_app'],
      ),
      [],
    );
  });

  it('tables of no account are closed to accounts, but for what everybody may read', async () => {
    assert.deepEqual(
      await names(
        `select c.relname as name from ${tables}
        and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id')
        and exists (select from pg_policy p where p.polrelid = c.oid and p.polpermissive
          and (0 = any (p.polroles) or p.polroles && array['mailminion_app'::regrole, 'mailminion_member'::regrole]::oid[])
          and pg_get_expr(p.polqual, p.polrelid) is distinct from 'false') order by 1`,
        ['create policy planted on profiles to mailminion_app using (true)', 'profiles'],
      ),
      // The account itself, the policies of the install, and the people of the account.
      ['accounts', 'plans', 'policy_versions', 'users'],
    );
  });

  it('nobody but the product’s roles has a right to a table, and they none to empty one', async () => {
    assert.deepEqual(
      await names(
        `select distinct c.relname || ': ' || a.privilege_type as name from pg_class c, aclexplode(c.relacl) a
        where c.relnamespace = 'public'::regnamespace and a.grantee <> c.relowner
          and (a.grantee = 0 or a.grantee::regrole::text not like 'mailminion%'
            or a.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))`,
        ['grant select on contacts to public', 'contacts: SELECT'],
        ['grant truncate on contacts to mailminion_app', 'contacts: TRUNCATE'],
      ),
      [],
    );
  });

  it('functions that run as their owner look up names in fixed places, and not everybody may call them', async () => {
    assert.deepEqual(
      await names(
        `select p.proname as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.prosecdef
          and (not exists (select from unnest(p.proconfig) c where c like 'search_path=%pg_temp')
            or p.proacl is null or exists (select from aclexplode(p.proacl) a where a.grantee = 0))`,
        [`create function planted() returns int language sql security definer as 'select 1'`, 'planted'],
        ['grant execute on function enqueue_job to public', 'enqueue_job'],
        ['alter function enqueue_job reset search_path', 'enqueue_job'],
      ),
      [],
    );
  });

  it('only listed functions run as their owner', async () => {
    assert.deepEqual(
      await names(
        `select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'public' and p.prosecdef order by 1`,
        [`create function planted() returns int language sql security definer as 'select 1'`, 'planted'],
      ),
      [
        'analyze_audience',
        'analyze_ledger',
        'enqueue_job',
        'erase_acts',
        'forget_acts',
        'forget_agreements',
        'forget_jobs',
        'forget_staff_acts',
      ],
    );
    await client.end();
  });
});
