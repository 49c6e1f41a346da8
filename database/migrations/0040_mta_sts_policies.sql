-- The policies of receivers (MTA-STS, RFC 8461), for all accounts and workers: each holds for as long as it says, through
-- restarts, and while it cannot be looked up. What domains publish belongs to no account; only the engine reads it.
create table mta_sts_policies (
  -- In lower case and in ASCII.
  domain text primary key,
  -- That of the policy in DNS; another one there means another policy.
  policy_id text not null,
  mode text not null check (mode in ('enforce', 'testing', 'none')),
  mx text[] not null,
  -- Seconds from when it was fetched.
  max_age integer not null check (max_age >= 0),
  expires_at timestamptz not null
);
create index mta_sts_policies_expiry on mta_sts_policies (expires_at);
alter table mta_sts_policies enable row level security;
alter table mta_sts_policies force row level security;
create policy no_account on mta_sts_policies to mailminion_app using (false);
create policy engine on mta_sts_policies to mailminion_system using (true) with check (true);
grant select, insert, update, delete on mta_sts_policies to mailminion_system;
