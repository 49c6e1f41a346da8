-- A campaign without a list belongs to everybody; one whose list was deleted was not written for everybody. Until somebody gives
-- such a draft other lists, members who are restricted to certain lists do not see it.
alter table campaigns add column lost_list boolean not null default false;

-- As far as runs remember the lists of before.
alter table campaigns no force row level security;
alter table sends no force row level security;
alter table lists no force row level security;
update campaigns c set lost_list = true where exists (
  select from sends s cross join unnest(s.list_ids) list
  where s.account_id = c.account_id and s.campaign_id = c.id
    and not exists (select from lists l where l.account_id = c.account_id and l.id = list));
alter table campaigns force row level security;
alter table sends force row level security;
alter table lists force row level security;

do $$
declare command text;
begin
  foreach command in array '{select,update,delete}'::text[] loop
    execute format('alter policy reach_%s on campaigns using (not lost_list and not exists (
      select from campaign_lists l where l.account_id = campaigns.account_id and l.campaign_id = campaigns.id
        and l.list_id not in (select m.list_id from member_lists m
          where m.account_id = current_account() and m.user_id = current_member())))', command);
  end loop;
end $$;
