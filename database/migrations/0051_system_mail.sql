-- Links in mails that work once, and the mail that the install itself writes to people.

-- Only the hash of a link's token is stored. What it is for is known by its purpose and data, which hold no secret.
create table one_time_links (
  account_id uuid not null references accounts on delete cascade,
  token_hash bytea not null unique,
  -- Null for somebody who is no user yet.
  user_id uuid references users on delete cascade,
  purpose text not null,
  data jsonb not null default '{}',
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (account_id, token_hash)
);
create index one_time_links_expiry on one_time_links (expires_at);
create index one_time_links_of_user on one_time_links (user_id, purpose);
call secure_table('one_time_links');

-- One mail to one person about their account. It outlives the account: the last one says that the account is gone.
create table system_mails (
  account_id uuid not null,
  id uuid not null,
  kind text not null,
  to_address text not null,
  -- What the template is filled with, links and all: envelope-encrypted, bound to this row, gone once it need not be sent.
  content bytea,
  state text not null default 'queued' check (state in ('queued', 'sent', 'failed', 'given_up')),
  tries integer not null default 0,
  -- What the mail server said last, or why none could be asked.
  reply text not null default '',
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (account_id, id),
  check ((content is null) = (state <> 'queued')),
  check ((finished_at is null) = (state = 'queued'))
);
create index system_mails_recent on system_mails (created_at desc, id);
call secure_table('system_mails');

-- The operator's own words for the install's mail; a kind without a row is sent in the original words. They belong to no
-- account.
create table system_mail_templates (
  kind text primary key,
  subject text not null,
  text text not null,
  changed_at timestamptz not null default now(),
  changed_by uuid references users on delete set null
);
alter table system_mail_templates enable row level security;
alter table system_mail_templates force row level security;
create policy no_account on system_mail_templates to mailminion_app using (false);
create policy engine on system_mail_templates to mailminion_system using (true) with check (true);
grant select, insert, update, delete on system_mail_templates to mailminion_system;
