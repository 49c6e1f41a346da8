-- Exports of whole accounts: who asked for one and how far it came. What is exported goes straight to whoever asked and is kept
-- nowhere.
create table account_exports (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  asked_by uuid references users on delete set null,
  asked_at timestamptz not null default now(),
  -- Rows there were when it was asked for.
  total bigint not null,
  -- It can be fetched once, by whoever asked and soon after.
  begun_at timestamptz,
  -- Rows written so far, and when that was last noted.
  rows bigint not null default 0,
  noted_at timestamptz,
  finished_at timestamptz,
  -- The connection broke, or it took too long.
  broken_at timestamptz,
  primary key (account_id, id)
);
create index account_exports_recent on account_exports (account_id, asked_at desc);
call secure_table('account_exports');
