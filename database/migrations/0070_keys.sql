-- Keys that secrets are sealed under, wrapped by a key outside of the database; and which key that is.

-- The data keys of an account: the newest seals, all of them open. Deleted with the account, which makes whatever was sealed
-- under them unreadable wherever a copy is left.
create table account_keys (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  wrapped bytea not null,
  -- The id of the secret key.
  wrapped_by text not null,
  made_at timestamptz not null default now(),
  primary key (account_id, id)
);
create index account_keys_by_wrapping on account_keys (wrapped_by);
call secure_table('account_keys');
revoke update, delete on account_keys from mailminion_app;

-- The install's own, for secrets that belong to no account; and keys that links and marks of the activity log were made with
-- once, so that these are recognised after the secret key they came from is gone.
create table install_keys (
  id uuid primary key,
  purpose text not null check (purpose in ('secrets', 'links', 'activity')),
  wrapped bytea not null,
  wrapped_by text not null,
  -- Of the secret key that a former key came from.
  came_from text,
  made_at timestamptz not null default now(),
  check ((purpose = 'secrets') = (came_from is null)),
  unique (purpose, came_from)
);

-- The secret keys this database was ever used with, by their ids. The newest is the one that everything is made with.
create table secret_keys (
  id text primary key,
  current_since timestamptz not null default clock_timestamp(),
  -- When another took its place.
  replaced_at timestamptz
);
create unique index secret_keys_current on secret_keys ((replaced_at is null)) where replaced_at is null;

-- Which secret keys the running processes know, so that none is left behind when another becomes current.
create table key_holders (
  process text primary key,
  key_ids text[] not null,
  -- Of the database login it works with.
  login_key text not null,
  seen_at timestamptz not null default clock_timestamp()
);

do $$
declare name text;
begin
  foreach name in array array['install_keys', 'secret_keys', 'key_holders'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy no_account on %I to mailminion_app using (false)', name);
    execute format('create policy engine on %I to mailminion_system using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to mailminion_system', name);
  end loop;
end $$;
-- Before anything is written the owner looks whether the key fits, and the owner stands under the policies too.
create policy starting on secret_keys for select to current_user using (true);
