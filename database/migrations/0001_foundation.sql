-- The foundation: accounts, audience, campaigns, the message ledger and events.
--
-- Rules every table keeps: it carries account_id, its keys begin with account_id, foreign keys are composite so that a
-- row can never point into another account, and row-level security is forced (secure_table below). The roles
-- mailminion_app (one account at a time) and mailminion_system (the engine, logins) exist before migrations run and own
-- nothing.

-- The account the running transaction works for; null outside of one. After SET LOCAL ends the setting is '' and not
-- null, hence nullif.
create function current_account() returns uuid
  language sql stable
  as $$ select nullif(current_setting('app.account_id', true), '')::uuid $$;

-- Puts a table with account_id behind row-level security: the app role sees the current account's rows alone.
create procedure secure_table(name regclass)
  language plpgsql
  as $$
begin
  execute format('alter table %s enable row level security', name);
  execute format('alter table %s force row level security', name);
  execute format('create policy own_account on %s to mailminion_app using (account_id = current_account()) with check (account_id = current_account())', name);
  execute format('create policy engine on %s to mailminion_system using (true) with check (true)', name);
  execute format('grant select, insert, update, delete on %s to mailminion_app, mailminion_system', name);
end $$;

-- accounts ------------------------------------------------------------------------------------------------------------

create table accounts (
  id uuid primary key,
  name text not null,
  postal_address text not null,
  time_zone text not null default 'UTC',
  default_from_name text not null default '',
  default_from_email text not null default '',
  created_at timestamptz not null default now()
);
alter table accounts enable row level security;
alter table accounts force row level security;
create policy own_account on accounts to mailminion_app using (id = current_account()) with check (id = current_account());
create policy engine on accounts to mailminion_system using (true) with check (true);
grant select, update on accounts to mailminion_app;
grant select, insert, update, delete on accounts to mailminion_system;

-- A person who logs in; may belong to several accounts.
create table users (
  id uuid primary key,
  email text not null,
  email_key text not null unique,
  name text not null,
  password_hash text not null,
  is_operator boolean not null default false,
  created_at timestamptz not null default now()
);

create table memberships (
  account_id uuid not null references accounts on delete cascade,
  user_id uuid not null references users on delete cascade,
  role text not null check (role in ('owner', 'admin', 'editor', 'analyst')),
  created_at timestamptz not null default now(),
  primary key (account_id, user_id)
);
call secure_table('memberships');

alter table users enable row level security;
alter table users force row level security;
create policy own_account on users for select to mailminion_app
  using (exists (select from memberships m where m.user_id = users.id and m.account_id = current_account()));
create policy engine on users to mailminion_system using (true) with check (true);
grant select (id, email, name, is_operator, created_at) on users to mailminion_app;
grant select, insert, update, delete on users to mailminion_system;

-- Logged-in browsers. The cookie holds a random token; only its hash is stored.
create table sessions (
  account_id uuid not null,
  token_hash bytea not null,
  user_id uuid not null,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ip text not null,
  user_agent text not null,
  primary key (account_id, token_hash),
  unique (token_hash),
  foreign key (account_id, user_id) references memberships on delete cascade
);
call secure_table('sessions');

create table api_keys (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  name text not null,
  prefix text not null,
  key_hash bytea not null unique,
  created_by uuid,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (account_id, id)
);
call secure_table('api_keys');

-- compliance ----------------------------------------------------------------------------------------------------------

-- Addresses that must not be mailed. Outlives the contact; checked at the send gate, whatever other code believes.
create table suppressions (
  account_id uuid not null references accounts on delete cascade,
  email_key text not null,
  reason text not null check (reason in ('unsubscribed', 'bounced', 'complained', 'manual')),
  note text not null default '',
  created_at timestamptz not null default now(),
  primary key (account_id, email_key)
);
call secure_table('suppressions');

-- audience ------------------------------------------------------------------------------------------------------------

create table lists (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  name text not null,
  description text not null default '',
  created_at timestamptz not null default now(),
  primary key (account_id, id)
);
create unique index lists_name on lists (account_id, lower(name));
call secure_table('lists');

-- Custom fields. The values live in contacts.fields under the key.
create table contact_fields (
  account_id uuid not null references accounts on delete cascade,
  key text not null check (key ~ '^[a-z][a-z0-9_]{0,49}$'),
  label text not null,
  type text not null check (type in ('text', 'number', 'date', 'boolean')),
  created_at timestamptz not null default now(),
  primary key (account_id, key)
);
call secure_table('contact_fields');

-- The id never changes while the address may. email_key is the address as it is compared: lower case, domain in ASCII.
create table contacts (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  email text not null,
  email_key text not null,
  fields jsonb not null default '{}',
  status text not null default 'subscribed' check (status in ('subscribed', 'unsubscribed', 'bounced', 'complained')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, id),
  unique (account_id, email_key)
);
create index contacts_recent on contacts (account_id, created_at desc, id);
call secure_table('contacts');

create table list_members (
  account_id uuid not null,
  list_id uuid not null,
  contact_id uuid not null,
  status text not null default 'subscribed' check (status in ('subscribed', 'unsubscribed')),
  source text not null,
  subscribed_at timestamptz not null default now(),
  unsubscribed_at timestamptz,
  primary key (account_id, list_id, contact_id),
  foreign key (account_id, list_id) references lists on delete cascade,
  foreign key (account_id, contact_id) references contacts on delete cascade
);
create index list_members_of_contact on list_members (account_id, contact_id);
call secure_table('list_members');

-- One file brought to a list. mapping: {column index: field key | 'email' | 'status' | null}.
create table imports (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  list_id uuid not null,
  file_name text not null,
  file_size bigint not null,
  state text not null check (state in ('uploaded', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed')),
  format jsonb not null default '{}',
  columns jsonb not null default '[]',
  mapping jsonb not null default '{}',
  options jsonb not null default '{}',
  counts jsonb not null default '{}',
  -- How far the running pass has come, in bytes of the file; and the physical line where it may be taken up again.
  bytes_done bigint not null default 0,
  cancel_requested boolean not null default false,
  error text,
  created_by uuid,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, list_id) references lists on delete cascade
);
create index imports_recent on imports (account_id, created_at desc);
call secure_table('imports');

-- The uploaded file itself, in pieces of at most 1 MiB: kept here so that any machine's worker can read it.
create table import_chunks (
  account_id uuid not null,
  import_id uuid not null,
  number integer not null,
  bytes bytea not null,
  primary key (account_id, import_id, number),
  foreign key (account_id, import_id) references imports on delete cascade
);
alter table import_chunks alter column bytes set storage external;
call secure_table('import_chunks');

-- Rows that could not be taken, with the physical line they begin on and the reason in words.
create table import_rejections (
  account_id uuid not null,
  import_id uuid not null,
  line integer not null,
  reason text not null,
  cells jsonb not null,
  primary key (account_id, import_id, line),
  foreign key (account_id, import_id) references imports on delete cascade
);
call secure_table('import_rejections');

-- campaigns -----------------------------------------------------------------------------------------------------------

create table campaigns (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  name text not null,
  state text not null default 'draft' check (state in ('draft', 'scheduled', 'sending', 'paused', 'sent', 'cancelled')),
  from_name text not null default '',
  from_email text not null default '',
  reply_to text not null default '',
  subject text not null default '',
  preheader text not null default '',
  -- Typed JSON with a kind ('mjml', 'html', 'plain'); see content/contract.ts.
  content jsonb not null,
  track_opens boolean not null default true,
  track_clicks boolean not null default true,
  -- Counts up with each saved change, so that two open tabs cannot overwrite one another unseen.
  revision integer not null default 1,
  scheduled_at timestamptz,
  scheduled_zone text,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, id)
);
create index campaigns_recent on campaigns (account_id, created_at desc);
create index campaigns_due on campaigns (scheduled_at) where state = 'scheduled';
call secure_table('campaigns');

create table campaign_lists (
  account_id uuid not null,
  campaign_id uuid not null,
  list_id uuid not null,
  role text not null check (role in ('include', 'exclude')),
  primary key (account_id, campaign_id, list_id),
  foreign key (account_id, campaign_id) references campaigns on delete cascade,
  foreign key (account_id, list_id) references lists on delete cascade
);
call secure_table('campaign_lists');

-- delivery ------------------------------------------------------------------------------------------------------------

-- The one run of a campaign: what goes out, frozen. unique (campaign) is what makes two clicks on Send one run.
create table sends (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  campaign_id uuid not null,
  state text not null check (state in ('planning', 'sending', 'paused', 'finished', 'cancelled')),
  snapshot jsonb not null,
  planned integer not null default 0,
  -- Why nothing moves at the moment, in words; null while it moves.
  waiting text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (account_id, id),
  unique (account_id, campaign_id),
  foreign key (account_id, campaign_id) references campaigns on delete cascade
);
create index sends_open on sends (state) where state in ('planning', 'sending');
call secure_table('sends');

-- The ledger: one row for each recipient of a send. state changes in place, so it is in no index and pages leave room.
create table messages (
  account_id uuid not null,
  send_id uuid not null,
  position integer not null,
  contact_id uuid,
  email text not null,
  state text not null default 'queued'
    check (state in ('queued', 'handed', 'deferred', 'sent', 'failed', 'uncertain', 'suppressed', 'cancelled')),
  lease uuid,
  attempts smallint not null default 0,
  next_at timestamptz,
  handed_at timestamptz,
  settled_at timestamptz,
  reply_code smallint,
  reply text,
  failure text,
  opened_at timestamptz,
  machine_opened_at timestamptz,
  clicked_at timestamptz,
  unsubscribed_at timestamptz,
  open_count integer not null default 0,
  click_count integer not null default 0,
  primary key (account_id, send_id, position),
  foreign key (account_id, send_id) references sends on delete cascade,
  foreign key (account_id, contact_id) references contacts on delete set null (contact_id)
) with (fillfactor = 60);
create index messages_of_contact on messages (account_id, contact_id);
create unique index messages_once on messages (account_id, send_id, contact_id);
call secure_table('messages');

-- Work on the ledger is leased by ranges of positions. Counts are kept here by the statement that settles messages.
create table send_ranges (
  account_id uuid not null,
  send_id uuid not null,
  first_position integer not null,
  last_position integer not null,
  state text not null default 'open' check (state in ('open', 'leased', 'done')),
  lease uuid,
  worker text,
  leased_until timestamptz,
  -- Earliest time an open range is worth another look: when its next deferred message is due.
  next_at timestamptz not null default '-infinity',
  sent integer not null default 0,
  failed integer not null default 0,
  uncertain integer not null default 0,
  suppressed integer not null default 0,
  cancelled integer not null default 0,
  primary key (account_id, send_id, first_position),
  foreign key (account_id, send_id) references sends on delete cascade
);
create index send_ranges_open on send_ranges (next_at) where state <> 'done';
call secure_table('send_ranges');

create table dkim_keys (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  domain text not null,
  selector text not null,
  algorithm text not null check (algorithm in ('rsa-sha256', 'ed25519-sha256')),
  public_key text not null,
  -- Envelope-encrypted, bound to this row.
  private_key bytea not null,
  created_at timestamptz not null default now(),
  primary key (account_id, id),
  unique (account_id, domain, selector)
);
call secure_table('dkim_keys');

-- Mail the sandbox took in place of a mail server.
create table sandbox_messages (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  received_at timestamptz not null default now(),
  mail_from text not null,
  rcpt_to text not null,
  message_id text not null default '',
  subject text not null default '',
  size integer not null,
  raw bytea not null,
  primary key (account_id, id)
);
create index sandbox_messages_recent on sandbox_messages (account_id, received_at desc, id);
create index sandbox_messages_to on sandbox_messages (account_id, lower(rcpt_to));
call secure_table('sandbox_messages');

create table sandbox_state (
  account_id uuid primary key references accounts on delete cascade,
  dropped bigint not null default 0
);
call secure_table('sandbox_state');

-- events --------------------------------------------------------------------------------------------------------------

-- What happened to a message or a contact. The id is made where the event is caught, so replaying a spool adds nothing.
create table events (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  at timestamptz not null,
  kind text not null check (kind in
    ('opened', 'clicked', 'unsubscribed', 'resubscribed', 'left_list', 'joined_list', 'imported', 'changed', 'suppressed', 'unsuppressed')),
  contact_id uuid,
  send_id uuid,
  position integer,
  list_id uuid,
  url text,
  -- True when a machine (image prefetch, link scanner) and not a person did it.
  machine boolean not null default false,
  detail jsonb not null default '{}',
  primary key (account_id, id)
);
create index events_of_contact on events (account_id, contact_id, at desc);
create index events_of_send on events (account_id, send_id, kind, at);
call secure_table('events');

-- jobs ----------------------------------------------------------------------------------------------------------------

-- The one way the product's roles put work on the queue: part of the caller's transaction, so a job exists exactly when
-- its cause does. Runs as the owner because the queue's tables belong to it.
create function enqueue_job(task text, payload json, run_at timestamptz default null, job_key text default null) returns void
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$ select graphile_worker.add_job(task, payload, run_at => run_at, job_key => job_key, max_attempts => 25) $$;
revoke all on function enqueue_job from public;
grant execute on function enqueue_job to mailminion_app, mailminion_system;
