-- Sending servers: the ways out that an account, or the operator for the whole install, has set up; and alerts.

create table sending_servers (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  name text not null,
  kind text not null check (kind in ('smtp', 'mx', 'sandbox')),
  -- By kind; see delivery/servers/contract.ts. Holds no secret.
  settings jsonb not null default '{}',
  -- The password or access token, envelope-encrypted and bound to this row.
  secret bytea,
  enabled boolean not null default true,
  -- Offered to every account of the install. Only an operator sets it.
  shared boolean not null default false,
  -- Whether an operator vouches for the host: then it may be in a private network.
  trusted boolean not null default false,
  streams text[] not null default '{marketing,transactional}'
    check (streams <@ '{marketing,transactional}' and cardinality(streams) > 0),
  -- Domains, with all below them, whose mail it takes; empty takes any.
  from_domains text[] not null default '{}',
  -- Among servers that fit equally well the lowest goes first.
  priority integer not null default 100,
  -- {connections, perSecond, perMinute, perHour, perDay}, each a number or missing.
  limits jsonb not null default '{}',
  -- The same for groups of receivers: [{group, connections, …}].
  group_limits jsonb not null default '[]',
  -- {startedOn, plan}: messages a day from the first day on.
  warm_up jsonb,
  messages_per_connection integer not null default 100 check (messages_per_connection > 0),
  paused_at timestamptz,
  paused_reason text,
  -- Written by whichever worker finds that it cannot be opened, cleared by whichever opens it again.
  trouble_since timestamptz,
  trouble text,
  created_at timestamptz not null default now(),
  -- Changes with everything that decides how mail leaves, so that workers make new connections.
  changed_at timestamptz not null default now(),
  primary key (account_id, id),
  check ((paused_at is null) = (paused_reason is null)),
  check ((trouble_since is null) = (trouble is null))
);
create unique index sending_servers_name on sending_servers (account_id, lower(name));
create index sending_servers_shared on sending_servers (id) where shared;
call secure_table('sending_servers');

-- Tells every worker to read the servers again. What workers write about trouble is none of the others' business.
create function announce_sending_servers() returns trigger
  language plpgsql
  as $$
begin
  perform pg_notify('sending_servers', '');
  return null;
end $$;
create trigger announce after insert or delete or update of
  name, settings, secret, enabled, shared, trusted, streams, from_domains, priority, limits, group_limits, warm_up,
  messages_per_connection, paused_at on sending_servers
  for each statement execute function announce_sending_servers();

-- What a person must look at. Raised and resolved in the transaction of the cause.
create table alerts (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  kind text not null,
  -- What it is about: a sending server, for instance.
  subject_id uuid not null,
  text text not null,
  raised_at timestamptz not null default now(),
  resolved_at timestamptz,
  primary key (account_id, id)
);
create unique index alerts_open on alerts (account_id, kind, subject_id) where resolved_at is null;
call secure_table('alerts');
