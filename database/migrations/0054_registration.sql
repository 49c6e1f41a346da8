-- Registration: whether strangers may open accounts, what was said and from where, and whether an address is confirmed.

-- When the person proved that mail to the address reaches them; null until then. Nothing is sent for an account none of
-- whose owners has.
alter table users add column confirmed_at timestamptz;
update users set confirmed_at = created_at;
-- When the person was last told that somebody registered with their address.
alter table users add column told_of_registration_at timestamptz;
grant select (confirmed_at) on users to mailminion_app;

-- What those who run the install have decided for all of it: one row.
create table install_settings (
  only_row boolean primary key default true check (only_row),
  registration_mode text not null default 'closed' check (registration_mode in ('open', 'invitation', 'closed'))
);
insert into install_settings default values;
alter table install_settings enable row level security;
alter table install_settings force row level security;
create policy no_account on install_settings to mailminion_app using (false);
create policy engine on install_settings to mailminion_system using (true) with check (true);
grant select, update on install_settings to mailminion_system;

-- What people tell of themselves. Of no concern to the others of an account, so only the engine reads it.
create table profiles (
  user_id uuid primary key references users on delete cascade,
  phone text not null default '',
  -- Given freely, or not at all; null when not.
  occupation text,
  gender text,
  age_group text,
  changed_at timestamptz not null default now()
);
alter table profiles enable row level security;
alter table profiles force row level security;
create policy no_account on profiles to mailminion_app using (false);
create policy engine on profiles to mailminion_system using (true) with check (true);
grant select, insert, update, delete on profiles to mailminion_system;

-- How an account came to be: when, from which address and with which browser.
create table registrations (
  account_id uuid not null references accounts on delete cascade,
  user_id uuid not null references users on delete cascade,
  way text not null check (way in ('set-up', 'open', 'invitation')),
  ip text not null,
  user_agent text not null,
  registered_at timestamptz not null default now(),
  primary key (account_id, user_id)
);
call secure_table('registrations');
revoke insert, update, delete on registrations from mailminion_app;

-- Mails that ask to confirm an address, by which their number is bounded. Older than a day they are of no use.
create table confirmation_mails (
  account_id uuid not null references accounts on delete cascade,
  user_id uuid not null references users on delete cascade,
  sent_at timestamptz not null default clock_timestamp(),
  primary key (account_id, user_id, sent_at)
);
call secure_table('confirmation_mails');
revoke insert, update, delete on confirmation_mails from mailminion_app;

-- Who may register while the install is open to the invited alone. The link in the mail holds the code.
create table registration_invitations (
  id uuid primary key,
  email text not null,
  code_hash bytea not null unique,
  invited_by uuid references users on delete set null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
alter table registration_invitations enable row level security;
alter table registration_invitations force row level security;
create policy no_account on registration_invitations to mailminion_app using (false);
create policy engine on registration_invitations to mailminion_system using (true) with check (true);
grant select, insert, update, delete on registration_invitations to mailminion_system;
