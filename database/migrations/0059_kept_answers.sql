-- Answers to requests that their callers named (Idempotency-Key), kept so that a repeated request is not done twice.
create table kept_answers (
  account_id uuid not null references accounts on delete cascade,
  -- The user or API key that asked; what others call their requests does not matter.
  asker_id uuid not null,
  name_hash bytea not null,
  -- Of everything that was asked.
  request_hash bytea not null,
  -- Null, with the answer, while nobody knows how a request ended that does something outside the database.
  status smallint,
  -- Sealed: an answer may hold what is shown only once.
  answer bytea,
  asked_at timestamptz not null default now(),
  primary key (account_id, asker_id, name_hash),
  check ((status is null) = (answer is null))
);
call secure_table('kept_answers');
create index kept_answers_asked_at on kept_answers (asked_at);
