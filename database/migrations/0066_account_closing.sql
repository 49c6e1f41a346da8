-- Closing an account: a time of grace in which it can only be read and exported, then its erasure, piece by piece.

-- When the time of grace ends; null while nobody closed it. Until then the account is read-only, as a suspended one is.
alter table accounts add column closing_at timestamptz;
create index accounts_closing on accounts (closing_at) where closing_at is not null;

-- Who closed it, and what they said. The words of an owner are for the operator, those of the operator for the account's people.
create table account_closings (
  account_id uuid primary key references accounts on delete cascade,
  closed_at timestamptz not null default now(),
  closed_by text not null check (closed_by in ('owner', 'operator')),
  comment text not null default '',
  reminded_at timestamptz
);
call secure_table('account_closings');
revoke insert, update, delete on account_closings from mailminion_app;

-- What is left of an account: that it was here, and how far its erasure has come. Nothing of a person. It belongs to nobody any
-- more, so the id is the account's.
create table erased_accounts (
  id uuid primary key,
  why text not null check (why in ('closed', 'never-confirmed')),
  closed_by text check (closed_by in ('owner', 'operator')),
  made_at timestamptz not null,
  began_at timestamptz not null default now(),
  -- Null while rows of it are still being deleted.
  finished_at timestamptz,
  -- Rows deleted so far, by table.
  deleted jsonb not null default '{}'
);
create index erased_accounts_unfinished on erased_accounts (began_at) where finished_at is null;
alter table erased_accounts enable row level security;
alter table erased_accounts force row level security;
create policy no_account on erased_accounts to mailminion_app using (false);
create policy engine on erased_accounts to mailminion_system using (true) with check (true);
create policy functions on erased_accounts for select to current_user using (true);
grant select, insert, update on erased_accounts to mailminion_system;

-- An account whose time is over, and which is being erased, has no owner any more.
create or replace function keep_an_owner() returns trigger
  language plpgsql
  as $$
begin
  if old.role <> 'owner' or (tg_op = 'UPDATE' and new.role = 'owner') then return null; end if;
  perform from accounts where id = old.account_id for no key update;
  if found and not exists (select from memberships where account_id = old.account_id and role = 'owner')
    and not exists (select from accounts where id = old.account_id and closing_at <= now()) then
    raise exception 'An account needs an owner.' using errcode = 'check_violation', constraint = 'memberships_keep_an_owner';
  end if;
  return null;
end $$;

-- Deletes a part of the activity log of an account that is being erased. @returns rows deleted; 0 when nothing is left
create function erase_acts(account uuid, most integer) returns bigint
  language plpgsql security definer
  set search_path = public, pg_temp
  as $$
declare
  erased bigint;
begin
  if not exists (select from erased_accounts where id = account and finished_at is null) then
    raise exception 'Only the log of an account that is being erased may go.' using errcode = 'insufficient_privilege';
  end if;
  perform set_config('app.forgetting_acts', account::text, true);
  delete from act_outcomes where ctid = any (array(select ctid from act_outcomes where account_id = account limit most));
  get diagnostics erased = row_count;
  if erased = 0 then
    delete from acts where ctid = any (array(select ctid from acts where account_id = account limit most));
    get diagnostics erased = row_count;
  end if;
  if erased = 0 then
    delete from act_seals where ctid = any (array(select ctid from act_seals where account_id = account limit most));
    get diagnostics erased = row_count;
  end if;
  perform set_config('app.forgetting_acts', '', true);
  return erased;
end $$;
revoke all on function erase_acts from public;
grant execute on function erase_acts to mailminion_system;

-- What somebody agreed to is kept when their account goes, as proof, for three years. That of people who never confirmed their
-- address proves nothing and goes with the account.
create function refuse_change_of_agreements() returns trigger
  language plpgsql
  as $$
begin
  if tg_op = 'DELETE' and current_setting('app.forgetting_agreements', true) = old.account_id::text then return old; end if;
  raise exception '% is kept as it was written', tg_table_name using errcode = 'insufficient_privilege';
end $$;
drop trigger kept on policy_agreements;
create trigger kept before update or delete on policy_agreements
  for each row execute function refuse_change_of_agreements();

create function forget_agreements(account uuid, agreements uuid[]) returns bigint
  language plpgsql security definer
  set search_path = public, pg_temp
  as $$
declare
  forgotten bigint;
begin
  if not exists (select from erased_accounts
    where id = account and (why = 'never-confirmed' or finished_at < now() - interval '3 years')) then
    raise exception 'Agreements are kept for three years after their account.' using errcode = 'insufficient_privilege';
  end if;
  perform set_config('app.forgetting_agreements', account::text, true);
  delete from policy_agreements where account_id = account and id = any (agreements);
  get diagnostics forgotten = row_count;
  perform set_config('app.forgetting_agreements', '', true);
  return forgotten;
end $$;
revoke all on function forget_agreements from public;
grant execute on function forget_agreements to mailminion_system;
create policy forgetting on policy_agreements to current_user
  using (current_setting('app.forgetting_agreements', true) = account_id::text);

-- Takes what waits for an account off the queue.
create function forget_jobs(account uuid) returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  as $$
begin
  perform graphile_worker.complete_jobs(array(
    select id from graphile_worker._private_jobs where payload ->> 'accountId' = account::text and locked_at is null));
end $$;
revoke all on function forget_jobs from public;
grant execute on function forget_jobs to mailminion_system;
