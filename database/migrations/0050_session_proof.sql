-- What a session has proved, and a name for it that is no secret.

alter table sessions add column id uuid not null default gen_random_uuid();
alter table sessions alter column id drop default;
create unique index sessions_id on sessions (account_id, id);
-- When the person last gave a password, a passkey or a code; and whether it was more than a password.
alter table sessions add column proved_at timestamptz not null default now();
alter table sessions add column second_factor boolean not null default false;
