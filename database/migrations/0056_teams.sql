-- Teams: a user may belong to several accounts, or for a while to none.

-- A session belongs to a user and works in one account, which it may change. It works in none when its user belongs to none.
alter table sessions drop constraint sessions_pkey;
alter table sessions alter column account_id drop not null;
alter table sessions add primary key (id);
alter table sessions add foreign key (user_id) references users on delete cascade;

-- last_seen_at: at login the account used last is entered.
alter table memberships add column last_seen_at timestamptz;
alter table memberships add column invited_by uuid references users on delete set null;
create index memberships_of_user on memberships (user_id, last_seen_at desc nulls last, created_at);

-- An account always has an owner. Whoever takes one away waits for whoever is doing the same; then it is looked who is left.
-- An account that is being deleted is not found any more.
create function keep_an_owner() returns trigger
  language plpgsql
  as $$
begin
  if old.role <> 'owner' or (tg_op = 'UPDATE' and new.role = 'owner') then return null; end if;
  perform from accounts where id = old.account_id for no key update;
  if found and not exists (select from memberships where account_id = old.account_id and role = 'owner') then
    raise exception 'An account needs an owner.' using errcode = 'check_violation', constraint = 'memberships_keep_an_owner';
  end if;
  return null;
end $$;
create trigger memberships_keep_an_owner after update of role or delete on memberships
  for each row execute function keep_an_owner();

-- Whoever holds the token may join, once, with the address it was sent to. Only the token's hash is stored. Used or revoked
-- ones are deleted.
create table invitations (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  email text not null,
  email_key text not null,
  role text not null check (role in ('admin', 'editor', 'analyst')),
  token_hash bytea not null unique,
  invited_by uuid references users on delete set null,
  created_at timestamptz not null default now(),
  sent_at timestamptz not null default now(),
  times_sent integer not null default 1,
  expires_at timestamptz not null,
  primary key (account_id, id),
  unique (account_id, email_key)
);
call secure_table('invitations');

-- An owner offers the ownership to a member, who becomes an owner by accepting. One offer at a time; it goes when either leaves.
create table ownership_offers (
  account_id uuid primary key references accounts on delete cascade,
  from_user uuid not null,
  to_user uuid not null,
  -- What the one who offers is afterwards.
  then_role text not null check (then_role in ('owner', 'admin')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  check (from_user <> to_user),
  foreign key (account_id, from_user) references memberships on delete cascade,
  foreign key (account_id, to_user) references memberships on delete cascade
);
call secure_table('ownership_offers');
