-- Those who run the install: what they did, who is invited to join them, and the account of the install itself.

-- Mail of the install is signed with the keys of this account and, in try-out mode, lands in its sandbox. It stays the same
-- whoever joins or leaves those who run the install.
alter table install_settings add column home_account uuid references accounts on delete set null;
update install_settings set home_account = (
  select m.account_id from users u join memberships m on m.user_id = u.id
  where u.staff_role is not null order by u.created_at, u.id, m.created_at limit 1);

-- One row for each act, written before it is done. Outlives the accounts and persons it tells of, so it refers to none.
create table staff_acts (
  number bigint primary key,
  id uuid not null unique,
  at timestamptz not null,
  user_id uuid not null,
  -- At that time.
  staff_role text,
  about_account uuid,
  act text not null,
  object_id text,
  ip text not null,
  user_agent text not null,
  -- The mark of the row before: a row that is deleted is missed by the next.
  previous bytea not null,
  -- Made with a key outside of the database: a row that somebody wrote or changed there by hand has none that fits.
  mark bytea not null
);
create index staff_acts_of_user on staff_acts (user_id, number);
create index staff_acts_about on staff_acts (about_account, number) where about_account is not null;

-- How it ended. An act without one was cut off.
create table staff_act_outcomes (
  act_id uuid primary key,
  at timestamptz not null,
  outcome text not null check (outcome in ('done', 'refused', 'failed')),
  code text,
  object_id text,
  object_name text,
  mark bytea not null
);

create table staff_invitations (
  id uuid primary key,
  email text not null,
  email_key text not null unique,
  staff_role text not null check (staff_role in ('viewer', 'support', 'admin')),
  -- Of the token in the link.
  token_hash bytea not null unique,
  invited_by uuid not null references users on delete cascade,
  sent_at timestamptz not null default now(),
  expires_at timestamptz not null
);

do $$
declare name text;
begin
  foreach name in array array['staff_acts', 'staff_act_outcomes', 'staff_invitations'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy no_account on %I to mailminion_app using (false)', name);
    execute format('create policy engine on %I to mailminion_system using (true) with check (true)', name);
    execute format('grant select, insert on %I to mailminion_system', name);
  end loop;
end $$;
grant update, delete on staff_invitations to mailminion_system;

create function refuse_change_of_staff_acts() returns trigger
  language plpgsql
  as $$
begin
  if tg_op = 'DELETE' and current_setting('app.forgetting_staff_acts', true) = 'yes' then
    return old;
  end if;
  raise exception 'The log of those who run the install is only ever added to: % of % is refused.', tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
end $$;

do $$
declare name text;
begin
  foreach name in array array['staff_acts', 'staff_act_outcomes'] loop
    execute format('create trigger only_added_to before update or delete on %I for each row execute function refuse_change_of_staff_acts()', name);
    execute format('create trigger never_emptied before truncate on %I for each statement execute function refuse_change_of_staff_acts()', name);
    execute format('alter table %I enable always trigger only_added_to', name);
    execute format('alter table %I enable always trigger never_emptied', name);
    -- Row-level security is forced on the owner too, as whom forget_staff_acts runs.
    execute format('create policy forgetting on %I to current_user using (current_setting(''app.forgetting_staff_acts'', true) = ''yes'')', name);
  end loop;
end $$;

-- Forgets what is older than is kept, never what is younger than 30 days: the one way out of the log.
create function forget_staff_acts(forget_before timestamptz) returns bigint
  language plpgsql security definer
  set search_path = public, pg_temp
  as $$
declare
  last bigint;
  forgotten bigint;
begin
  if forget_before > now() - interval '30 days' then
    raise exception 'Acts are kept for 30 days at least.' using errcode = 'insufficient_privilege';
  end if;
  perform set_config('app.forgetting_staff_acts', 'yes', true);
  -- The newest stays: the next one is bound to it.
  select max(number) into last from staff_acts
    where at < forget_before and number < (select max(number) from staff_acts);
  delete from staff_act_outcomes where act_id in (select id from staff_acts where number <= last);
  delete from staff_acts where number <= last;
  get diagnostics forgotten = row_count;
  perform set_config('app.forgetting_staff_acts', '', true);
  return forgotten;
end $$;
revoke all on function forget_staff_acts from public;
grant execute on function forget_staff_acts to mailminion_system;

-- The end of that log is signed with the ends of the others, day by day.
alter table act_anchors add column staff_number bigint;
alter table act_anchors add column staff_mark bytea;
alter table act_anchors add constraint act_anchors_staff check ((staff_number is null) = (staff_mark is null));
