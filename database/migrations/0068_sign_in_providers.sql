-- Signing in with a login elsewhere: OpenID Connect providers of the whole install, and whom they stand for.

-- Who came in through a provider may have no password at all.
alter table users alter column password_hash drop not null;

-- What those who run the install set up. The issuer never changes: its subjects would become other people.
create table sign_in_providers (
  id uuid primary key,
  kind text not null check (kind in ('google', 'microsoft', 'oidc')),
  issuer text not null,
  label text not null,
  client_id text not null default '',
  -- Sealed, bound to its row.
  client_secret bytea,
  enabled boolean not null default false,
  -- Whether strangers may open an account with it, where registration is open to them.
  registers boolean not null default false,
  -- Whether its word is enough for people who have a second factor here.
  trusts_second_factor boolean not null default false,
  -- Whom it may let in, by the domain of an address it vouches for; everybody when empty.
  email_domains text[] not null default '{}',
  created_at timestamptz not null default now(),
  check (not enabled or (client_id <> '' and client_secret is not null))
);

-- A subject of an issuer is a person here. Nothing else ties them: no address does.
create table identities (
  id uuid primary key,
  provider_id uuid not null references sign_in_providers on delete cascade,
  subject text not null,
  user_id uuid not null references users on delete cascade,
  -- As the provider calls the person, for show.
  called text not null,
  linked_at timestamptz not null default now(),
  last_used_at timestamptz,
  unique (provider_id, subject),
  unique (user_id, provider_id)
);

-- Round trips to a provider that have begun, each good once. The browser keeps a random value, from which the proof key and
-- the nonce are made; here are hashes alone.
create table sign_in_attempts (
  state_hash bytea primary key,
  browser_hash bytea not null,
  provider_id uuid not null,
  purpose text not null check (purpose in ('enter', 'link', 'prove', 'test')),
  -- Of whoever was logged in when it began; null for entering.
  session_id uuid,
  -- What the person wanted: where to go afterwards, an invitation.
  wish jsonb not null default '{}',
  begun_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sign_in_attempts_expiry on sign_in_attempts (expires_at);

-- Whom a provider vouched for and who may open an account, while they fill in what is missing.
create table sign_in_newcomers (
  browser_hash bytea primary key,
  provider_id uuid not null references sign_in_providers on delete cascade,
  subject text not null,
  email text not null,
  name text not null,
  invitation text,
  expires_at timestamptz not null
);
create index sign_in_newcomers_expiry on sign_in_newcomers (expires_at);

do $$
declare name text;
begin
  foreach name in array array['sign_in_providers', 'identities', 'sign_in_attempts', 'sign_in_newcomers'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy no_account on %I to mailminion_app using (false)', name);
    execute format('create policy engine on %I to mailminion_system using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to mailminion_system', name);
  end loop;
end $$;

-- The provider a session was opened through; it ends with it.
alter table sessions add column provider_id uuid references sign_in_providers on delete cascade;
create index sessions_of_provider on sessions (provider_id) where provider_id is not null;
-- Through which provider the first step of a login was made, and when the provider says the person proved themselves there.
alter table login_tickets add column way jsonb not null default '{}';
