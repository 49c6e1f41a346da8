-- Identity providers of an account. They let its members in, to this account and no other: whoever runs an issuer can say of
-- anybody who they are, and must gain nothing by it that is not theirs already.

create table account_providers (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('google', 'microsoft', 'oidc')),
  -- Never changes: its subjects would become other people.
  issuer text not null,
  label text not null,
  client_id text not null default '',
  -- Sealed, bound to its row.
  client_secret bytea,
  enabled boolean not null default false,
  -- Whether members who are no owners work in the account only when they came in through it.
  enforced boolean not null default false,
  trusts_second_factor boolean not null default false,
  email_domains text[] not null default '{}',
  created_at timestamptz not null default now(),
  primary key (account_id, id),
  check (not enabled or (client_id <> '' and client_secret is not null)),
  check (enabled or not enforced)
);
create index account_providers_id on account_providers (id);
call secure_table('account_providers');

-- A subject of such an issuer is a member of that account, and is nobody once the membership ends.
create table account_identities (
  account_id uuid not null,
  id uuid not null,
  provider_id uuid not null,
  subject text not null,
  user_id uuid not null,
  called text not null,
  linked_at timestamptz not null default now(),
  last_used_at timestamptz,
  primary key (account_id, id),
  unique (account_id, provider_id, subject),
  unique (account_id, provider_id, user_id),
  foreign key (account_id, provider_id) references account_providers on delete cascade,
  foreign key (account_id, user_id) references memberships on delete cascade
);
call secure_table('account_identities');
revoke insert, update, delete on account_identities from mailminion_app;

-- A session that such a provider opened is bound to the account: the key lets it be moved to no other, and it ends with the
-- provider.
alter table sessions add column account_provider_id uuid;
alter table sessions add constraint sessions_bound
  foreign key (account_id, account_provider_id) references account_providers on delete cascade;
alter table sessions add check (account_provider_id is null or account_id is not null);
create index sessions_of_account_provider on sessions (account_id, account_provider_id) where account_provider_id is not null;

-- Of the code of an invitation to register the hash alone is kept, also while somebody is on their way.
delete from sign_in_newcomers;
delete from sign_in_attempts;
alter table sign_in_newcomers drop column invitation;
alter table sign_in_newcomers add column invitation_hash text;
