-- How many contacts each account has: the sum of the changes. They are only added here, by whoever changes the number, so that
-- nobody waits for anybody; many of one account are made one.
create table contact_counts (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null default gen_random_uuid(),
  change integer not null,
  primary key (account_id, id)
);
call secure_table('contact_counts');

-- An account that goes takes its contacts with it, and then needs no count.
create function count_contacts() returns trigger
  language plpgsql
  as $$
begin
  insert into contact_counts (account_id, change)
    select c.account_id, case tg_op when 'INSERT' then 1 else -1 end * count(*)
    from changed c where exists (select from accounts a where a.id = c.account_id)
    group by c.account_id;
  return null;
end $$;
create trigger count_added after insert on contacts referencing new table as changed
  for each statement execute function count_contacts();
create trigger count_deleted after delete on contacts referencing old table as changed
  for each statement execute function count_contacts();

-- Policies hold for the owner too; what is there already can be counted by it only while they are not forced.
alter table contacts no force row level security;
alter table contact_counts no force row level security;
insert into contact_counts (account_id, change) select account_id, count(*) from contacts group by account_id;
alter table contacts force row level security;
alter table contact_counts force row level security;
