-- Email domains that an account has shown to be its own by a record in their DNS. Whom its identity provider vouches for with an
-- address there may join by themselves, where its owners want that.
create table account_domains (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  -- As DNS spells it: lower case, A-labels.
  domain text not null,
  -- What the record must say. Of this account alone: another's record proves nothing for it.
  challenge text not null,
  -- When the record was last seen; null before the first time. What was not seen for long proves nothing any more.
  seen_at timestamptz,
  -- As what people with an address there join by themselves; null when they do not.
  joins_as text check (joins_as in ('admin', 'editor', 'analyst')),
  created_at timestamptz not null default now(),
  primary key (account_id, id),
  unique (account_id, domain)
);
create index account_domains_domain on account_domains (domain);
call secure_table('account_domains');
