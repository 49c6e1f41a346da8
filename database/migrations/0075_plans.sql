-- Plans of the install: how much an account may hold and send. Null is no limit. Prices are not part of them yet.
create table plans (
  id uuid primary key,
  name text not null,
  description text not null default '',
  contacts integer check (contacts > 0),
  messages_a_month integer check (messages_a_month > 0),
  daily_cap integer check (daily_cap > 0),
  users integer check (users > 0),
  -- In which order they are listed; equal ones by name.
  position integer not null default 0,
  -- Which one new accounts get: at most one.
  is_default boolean not null default false,
  -- Kept by the accounts that have it, and given to no other.
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  check (not (is_default and archived_at is not null))
);
create unique index plans_name on plans (lower(name));
create unique index plans_default on plans (is_default) where is_default;

alter table accounts add column plan_id uuid references plans;
create index accounts_of_plan on accounts (plan_id) where plan_id is not null;

alter table plans enable row level security;
alter table plans force row level security;
-- An account sees the plan it has.
create policy own_plan on plans for select to mailminion_app
  using (id = (select a.plan_id from accounts a where a.id = current_account()));
create policy engine on plans to mailminion_system using (true) with check (true);
grant select on plans to mailminion_app;
grant select, insert, update on plans to mailminion_system;

-- Accounts that those who run the install made for somebody, who has not come yet.
alter table registration_invitations add column account_name text;
alter table registration_invitations add column person_name text;
alter table registration_invitations add column plan_id uuid references plans;
alter table registration_invitations add constraint registration_invitations_for_account
  check ((account_name is null) = (person_name is null));

-- Since when logins fail for more addresses than is usual, on the whole install; and when those who run it were told.
alter table install_settings add column guessing_since timestamptz;
alter table install_settings add column guessing_told_at timestamptz;
