-- Who may try to log in how often, and which browsers a person has used before.

-- A browser a person has logged in with, or proved their address in. It keeps a random token in a cookie; only its hash
-- is stored.
create table known_devices (
  user_id uuid not null references users on delete cascade,
  id uuid not null,
  token_hash bytea not null,
  user_agent text not null,
  ip text not null,
  created_at timestamptz not null default now(),
  -- Null until somebody logged in with it.
  last_login_at timestamptz,
  primary key (user_id, id),
  unique (user_id, token_hash)
);

-- Logins that failed, by whom they were meant for: a keyed hash of the address, known or not, or a known device. Counted
-- before the password is looked at, so that many tries at once are many.
create table login_failures (
  key bytea primary key,
  failures integer not null,
  last_at timestamptz not null,
  blocked_until timestamptz not null
);
create index login_failures_age on login_failures (last_at);

-- Tries to log in within a minute, by where they come from: a keyed hash of the address or network.
create table login_rates (
  key bytea primary key,
  tries integer not null,
  since timestamptz not null
);
create index login_rates_age on login_rates (since);

-- None of them belongs to an account; only those who log people in read them.
do $$
declare name text;
begin
  foreach name in array array['known_devices', 'login_failures', 'login_rates'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy no_account on %I to mailminion_app using (false)', name);
    execute format('create policy engine on %I to mailminion_system using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to mailminion_system', name);
  end loop;
end $$;

-- Whether the browser had not been used by the person before.
alter table sessions add column new_device boolean not null default false;
create index sessions_of_user on sessions (user_id);
