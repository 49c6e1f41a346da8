-- Who did what: the activity log, the chain that shows whether it was touched, and the counts of use made from it.
--
-- What is logged is only ever added to. Nobody has the right to change or delete it, and triggers refuse it to the owner and
-- to superusers as well. Two ways lead out: the deletion of a whole account takes its log along, and forget_acts() below
-- deletes what is older than is kept.

-- One row for each act, written before it is done.
create table acts (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  at timestamptz not null,
  who text not null check (who in ('user', 'key', 'product', 'operator')),
  -- Not foreign keys: the log outlives those it tells of.
  user_id uuid,
  key_id uuid,
  -- As declared by the route: `campaign.send`.
  act text not null,
  object_id text,
  ip text not null,
  user_agent text not null,
  -- Made with a key outside of the database: a row that somebody wrote into it by hand has none that fits.
  mark bytea not null,
  primary key (account_id, id)
);
create index acts_of_user on acts (account_id, user_id, id);
create index acts_by_name on acts (account_id, act, id);
create index acts_on_object on acts (account_id, object_id, id) where object_id is not null;
call secure_table('acts');

-- How it ended. An act without one was cut off, by a crash for example: nobody knows.
create table act_outcomes (
  account_id uuid not null references accounts on delete cascade,
  act_id uuid not null,
  at timestamptz not null,
  outcome text not null check (outcome in ('done', 'refused', 'failed')),
  -- Of the error catalogue, where it was not done.
  code text,
  -- Of an object that the act made, and how the object was called then.
  object_id text,
  object_name text,
  mark bytea not null,
  primary key (account_id, act_id)
);
create index act_outcomes_on_object on act_outcomes (account_id, object_id, act_id) where object_id is not null;
call secure_table('act_outcomes');

-- What waits to become a link of the chain. A row is here exactly as long as no seal names it.
create table unsealed_acts (
  account_id uuid not null references accounts on delete cascade,
  act_id uuid not null,
  part text not null check (part in ('act', 'outcome')),
  primary key (account_id, act_id, part)
);
call secure_table('unsealed_acts');

-- The links: each names the rows it covers, in their order, and the link before.
create table act_seals (
  account_id uuid not null references accounts on delete cascade,
  number bigint not null,
  sealed_at timestamptz not null,
  acts uuid[] not null,
  outcomes uuid[] not null,
  previous bytea not null,
  hash bytea not null,
  mark bytea not null,
  primary key (account_id, number)
);
call secure_table('act_seals');

-- Where a chain begins once its oldest links were forgotten.
create table act_cuts (
  account_id uuid not null references accounts on delete cascade,
  number bigint not null,
  hash bytea not null,
  at timestamptz not null default now(),
  -- Acts before this time were forgotten.
  before timestamptz not null,
  primary key (account_id, number)
);
call secure_table('act_cuts');

-- The last link of each chain day by day, signed, so that it can be kept elsewhere and compared later.
create table act_heads (
  account_id uuid not null references accounts on delete cascade,
  day date not null,
  number bigint not null,
  hash bytea not null,
  signature bytea not null,
  primary key (account_id, day)
);
call secure_table('act_heads');

-- What looking at a chain as a whole found, the last time.
create table act_checks (
  account_id uuid not null references accounts on delete cascade,
  at timestamptz not null default now(),
  seals bigint not null,
  acts bigint not null,
  sealed_until timestamptz,
  findings jsonb not null,
  primary key (account_id, at)
);
call secure_table('act_checks');

-- One for all chains of the install, each bound to the one of the day before.
create table act_anchors (
  day date primary key,
  at timestamptz not null default now(),
  chains integer not null,
  root bytea not null,
  previous bytea not null,
  signature bytea not null
);
alter table act_anchors enable row level security;
alter table act_anchors force row level security;
create policy no_account on act_anchors to mailminion_app using (false);
create policy engine on act_anchors to mailminion_system using (true) with check (true);
grant select, insert on act_anchors to mailminion_system;

revoke update, delete on acts, act_outcomes, act_seals, act_cuts, act_heads, act_checks
  from mailminion_app, mailminion_system;
revoke insert on act_seals, act_cuts, act_heads, act_checks from mailminion_app;
revoke update, delete on unsealed_acts from mailminion_app;

-- How often each feature was used in a week, without persons: what the operator sees, and what outlives the log.
create table feature_use (
  account_id uuid not null references accounts on delete cascade,
  week date not null,
  feature text not null,
  uses bigint not null,
  primary key (account_id, week, feature)
);
create index feature_use_by_week on feature_use (week);
call secure_table('feature_use');
revoke insert, update, delete on feature_use from mailminion_app;

create function refuse_change_of_acts() returns trigger
  language plpgsql
  as $$
begin
  if tg_op = 'DELETE' and tg_table_name <> 'act_anchors' then
    if current_setting('app.forgetting_acts', true) = old.account_id::text
      or not exists (select from accounts where id = old.account_id) then
      return old;
    end if;
  end if;
  raise exception 'The activity log is only ever added to: % of % is refused.', tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
end $$;

-- Always: also where a session calls itself a replica, which leaves out ordinary triggers.
do $$
declare
  name text;
begin
  foreach name in array array['acts', 'act_outcomes', 'act_seals', 'act_cuts', 'act_heads', 'act_checks', 'act_anchors'] loop
    execute format('create trigger only_added_to before update or delete on %I for each row execute function refuse_change_of_acts()', name);
    execute format('create trigger never_emptied before truncate on %I for each statement execute function refuse_change_of_acts()', name);
    execute format('alter table %I enable always trigger only_added_to', name);
    execute format('alter table %I enable always trigger never_emptied', name);
  end loop;
end $$;

-- Forgets an account's acts that were sealed before a time: whole links from the oldest on, and notes where the chain begins
-- now. Never what is younger than 30 days, whatever is asked.
create function forget_acts(account uuid, forget_before timestamptz) returns bigint
  language plpgsql security definer
  set search_path = public, pg_temp
  as $$
declare
  last act_seals;
  forgotten bigint;
begin
  if forget_before > now() - interval '30 days' then
    raise exception 'Acts are kept for 30 days at least.' using errcode = 'insufficient_privilege';
  end if;
  perform set_config('app.forgetting_acts', account::text, true);
  select * into last from act_seals where account_id = account and sealed_at < forget_before order by number desc limit 1;
  if not found then
    perform set_config('app.forgetting_acts', '', true);
    return 0;
  end if;
  insert into act_cuts (account_id, number, hash, before) values (account, last.number, last.hash, forget_before);
  delete from act_outcomes o using (select unnest(outcomes) as id from act_seals where account_id = account and number <= last.number) s
    where o.account_id = account and o.act_id = s.id;
  delete from acts a using (select unnest(acts) as id from act_seals where account_id = account and number <= last.number) s
    where a.account_id = account and a.id = s.id;
  get diagnostics forgotten = row_count;
  delete from act_seals where account_id = account and number <= last.number;
  delete from act_heads where account_id = account and number < last.number;
  perform set_config('app.forgetting_acts', '', true);
  return forgotten;
end $$;
revoke all on function forget_acts from public;
grant execute on function forget_acts to mailminion_system;
-- Row-level security is forced on the owner too, as whom the function runs.
do $$
declare
  name text;
begin
  foreach name in array array['acts', 'act_outcomes', 'act_seals', 'act_cuts', 'act_heads'] loop
    execute format('create policy forgetting on %I to current_user using (current_setting(''app.forgetting_acts'', true) = account_id::text) with check (true)', name);
  end loop;
end $$;
