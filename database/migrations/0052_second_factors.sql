-- Second factors of a user: an authenticator app, passkeys, recovery codes; and what is asked between the password and the
-- session. They belong to a person and to no account, so only the engine's role, which logs people in, sees them.

-- At most one app for each user. The secret is sealed, bound to its row. It counts once a code of it was shown.
create table authenticator_apps (
  user_id uuid primary key references users on delete cascade,
  secret bytea not null,
  created_at timestamptz not null default now(),
  confirmed_at timestamptz,
  last_used_at timestamptz,
  -- The 30-second step of the last code taken: that one and earlier ones are not taken again.
  last_step bigint not null default 0,
  -- Wrong codes in a row, and when the next one is looked at.
  wrong_codes integer not null default 0,
  next_try_at timestamptz not null default now()
);

create table passkeys (
  user_id uuid not null references users on delete cascade,
  id uuid not null,
  credential_id bytea not null unique,
  public_key bytea not null,
  -- How often the authenticator says it signed; must not go back. Always 0 where passkeys are kept in sync.
  counter bigint not null,
  transports text[] not null,
  name text not null,
  -- Whether it can be, and whether it is, kept on more than one device.
  can_sync boolean not null,
  is_synced boolean not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  primary key (user_id, id)
);

-- Random values of 140 bits, of which only the hash is stored.
create table recovery_codes (
  user_id uuid not null references users on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (user_id, code_hash)
);

-- What a passkey is asked to sign; each is good for one answer, for one purpose. user_id is null before a login.
create table passkey_challenges (
  challenge_hash bytea primary key,
  purpose text not null check (purpose in ('register', 'prove', 'log in')),
  user_id uuid references users on delete cascade,
  expires_at timestamptz not null
);
create index passkey_challenges_expiry on passkey_challenges (expires_at);

-- Logins that showed the right password and still owe the second step. The browser holds the token, here is its hash.
create table login_tickets (
  token_hash bytea primary key,
  user_id uuid not null references users on delete cascade,
  expires_at timestamptz not null
);
create index login_tickets_of_user on login_tickets (user_id);
create index login_tickets_expiry on login_tickets (expires_at);

do $$
declare
  name text;
begin
  foreach name in array array['authenticator_apps', 'passkeys', 'recovery_codes', 'passkey_challenges', 'login_tickets'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy no_account on %I to mailminion_app using (false)', name);
    execute format('create policy engine on %I to mailminion_system using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to mailminion_system', name);
  end loop;
end $$;

-- A session that proves itself gets a new token. Calls that were on their way with the one before are still read for a
-- moment, without the proof.
alter table sessions add column previous_token_hash bytea unique;
-- Wrong proofs in a row; too many end the session.
alter table sessions add column wrong_proofs integer not null default 0;
