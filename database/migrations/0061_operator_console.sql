-- What those who run the install decide and note about accounts.

-- While suspended an account can be read and exported, and nothing else; the reason is shown to its people.
alter table accounts add column suspended_at timestamptz;
alter table accounts add column suspended_reason text;
alter table accounts add constraint accounts_suspension check ((suspended_at is null) = (suspended_reason is null));

-- Notes of the operators among themselves: no account ever sees them.
create table operator_notes (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  text text not null,
  written_by uuid references users on delete set null,
  written_at timestamptz not null default now(),
  primary key (account_id, id)
);
alter table operator_notes enable row level security;
alter table operator_notes force row level security;
create policy no_account on operator_notes to mailminion_app using (false);
create policy engine on operator_notes to mailminion_system using (true) with check (true);
grant select, insert, delete on operator_notes to mailminion_system;
