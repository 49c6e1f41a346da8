-- The policies of the install (terms, privacy and so on), version by version, and who agreed to which.
--
-- Both are evidence. A version that was published and an agreement that was given are never changed or deleted, by whomever:
-- the roles may not, and a trigger refuses the owner too. Agreements therefore name account and user without a foreign key,
-- and outlive them.

create function refuse_change() returns trigger
  language plpgsql
  as $$
begin
  raise exception '% is kept as it was written', tg_table_name using errcode = 'insufficient_privilege';
end $$;

create domain policy_kind as text
  check (value in ('terms', 'privacy', 'acceptable-use', 'cookies', 'data-processing'));

create table policy_versions (
  id uuid primary key,
  kind policy_kind not null,
  version integer not null check (version > 0),
  text text not null,
  -- SHA-256 of the text in UTF-8, in hexadecimal. Written by the trigger below, so that it cannot be another text's.
  hash text not null,
  -- The day in UTC from which it is in force.
  effective_on date not null,
  -- Whether those who agreed to an earlier one must agree to this one too.
  material boolean not null,
  -- What changed, in the words of the operator.
  summary text not null default '',
  published_at timestamptz not null default now(),
  -- Null for our originals, which the product publishes by itself.
  published_by uuid,
  unique (kind, version)
);
alter table policy_versions enable row level security;
alter table policy_versions force row level security;
create policy everyone_reads on policy_versions for select to mailminion_app using (true);
create policy engine on policy_versions to mailminion_system using (true) with check (true);
grant select on policy_versions to mailminion_app;
grant select, insert on policy_versions to mailminion_system;

create function complete_policy_version() returns trigger
  language plpgsql
  as $$
begin
  new.hash := encode(sha256(convert_to(new.text, 'UTF8')), 'hex');
  return new;
end $$;
create trigger complete before insert on policy_versions for each row execute function complete_policy_version();
create trigger kept before update or delete on policy_versions for each row execute function refuse_change();
create trigger kept_whole before truncate on policy_versions execute function refuse_change();

-- What the operator is writing; at most one draft of each.
create table policy_drafts (
  kind policy_kind primary key,
  text text not null,
  -- Counts up with each saved change, so that two open tabs cannot overwrite one another unseen.
  revision integer not null default 1,
  updated_at timestamptz not null default now()
);
alter table policy_drafts enable row level security;
alter table policy_drafts force row level security;
create policy no_account on policy_drafts to mailminion_app using (false);
create policy engine on policy_drafts to mailminion_system using (true) with check (true);
grant select, insert, update, delete on policy_drafts to mailminion_system;

-- Who agreed to what, as the person was called then.
create table policy_agreements (
  account_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  name text not null,
  email text not null,
  version_id uuid not null,
  kind policy_kind not null,
  version integer not null,
  hash text not null,
  agreed_at timestamptz not null default now(),
  ip text not null,
  user_agent text not null,
  primary key (account_id, id)
);
create index policy_agreements_of_user on policy_agreements (user_id, kind, version);
create index policy_agreements_of_version on policy_agreements (version_id, agreed_at);
call secure_table('policy_agreements');
revoke update, delete on policy_agreements from mailminion_app, mailminion_system;
create trigger kept before update or delete on policy_agreements for each row execute function refuse_change();
create trigger kept_whole before truncate on policy_agreements execute function refuse_change();

-- Whom we told of a change: by mail, and by a notice that the person has put away since.
create table policy_notices (
  user_id uuid not null references users on delete cascade,
  version_id uuid not null,
  mailed_at timestamptz,
  seen_at timestamptz,
  primary key (user_id, version_id)
);
alter table policy_notices enable row level security;
alter table policy_notices force row level security;
create policy no_account on policy_notices to mailminion_app using (false);
create policy engine on policy_notices to mailminion_system using (true) with check (true);
grant select, insert, update, delete on policy_notices to mailminion_system;
