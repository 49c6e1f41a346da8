-- A member may be restricted to certain lists: then they see those lists and the contacts on them, and nothing that tells
-- of others. The policies below are restrictive: they take away from what own_account lets through, in every query.

alter table memberships add column restricted boolean not null default false;
alter table memberships add constraint memberships_restricted check (not restricted or role in ('editor', 'analyst'));

create table member_lists (
  account_id uuid not null,
  user_id uuid not null,
  list_id uuid not null,
  primary key (account_id, user_id, list_id),
  foreign key (account_id, user_id) references memberships on delete cascade,
  foreign key (account_id, list_id) references lists on delete cascade
);
call secure_table('member_lists');

-- The restricted member the running transaction works for. The role mailminion_member is all that mailminion_app is, less
-- what the policies below take away; nobody else pays for them.
create function current_member() returns uuid
  language sql stable
  as $$ select nullif(current_setting('app.member_id', true), '')::uuid $$;

create procedure restrict_table(name regclass, commands text[], reach text)
  language plpgsql
  as $$
declare command text;
begin
  foreach command in array commands loop
    execute format('create policy reach_%1$s on %2$s as restrictive for %1$s to mailminion_member %3$s (%4$s)',
      command, name, case command when 'insert' then 'with check' else 'using' end, reach);
  end loop;
end $$;

-- Reading a table in a policy goes through that table's own policies: what hangs on a list, contact, campaign or send is
-- within reach when that is.
call restrict_table('lists', '{select,update,delete}',
  'id in (select m.list_id from member_lists m where m.account_id = current_account() and m.user_id = current_member())');
call restrict_table('lists', '{insert}', 'false');
call restrict_table('list_members', '{select,update,delete,insert}',
  'exists (select from lists l where l.account_id = list_members.account_id and l.id = list_members.list_id)');
call restrict_table('contacts', '{select,update,delete}',
  'exists (select from list_members m where m.account_id = contacts.account_id and m.contact_id = contacts.id)');
call restrict_table('suppressions', '{select,update,delete}',
  'exists (select from contacts c where c.account_id = suppressions.account_id and c.email_key = suppressions.email_key)');
call restrict_table('imports', '{select,update,delete,insert}',
  'exists (select from lists l where l.account_id = imports.account_id and l.id = imports.list_id)');
call restrict_table('import_chunks', '{select,update,delete}',
  'exists (select from imports i where i.account_id = import_chunks.account_id and i.id = import_chunks.import_id)');
call restrict_table('import_rejections', '{select,update,delete}',
  'exists (select from imports i where i.account_id = import_rejections.account_id and i.id = import_rejections.import_id)');
-- A campaign is within reach when all its lists are; a draft without any belongs to everybody.
call restrict_table('campaigns', '{select,update,delete}',
  'not exists (select from campaign_lists l where l.account_id = campaigns.account_id and l.campaign_id = campaigns.id
     and l.list_id not in (select m.list_id from member_lists m where m.account_id = current_account() and m.user_id = current_member()))');
-- Its rows hold ids alone, and the policy above must see all of them.
call restrict_table('campaign_lists', '{insert}',
  'exists (select from lists l where l.account_id = campaign_lists.account_id and l.id = campaign_lists.list_id)');
-- What went to a list that was deleted since is out of reach: its people are known from the send alone.
call restrict_table('sends', '{select,update,delete}',
  'exists (select from campaigns c where c.account_id = sends.account_id and c.id = sends.campaign_id)
     and list_ids <@ array (select m.list_id from member_lists m where m.account_id = current_account() and m.user_id = current_member())');
call restrict_table('messages', '{select,update,delete}',
  'exists (select from sends s where s.account_id = messages.account_id and s.id = messages.send_id)');
call restrict_table('send_ranges', '{select,update,delete}',
  'exists (select from sends s where s.account_id = send_ranges.account_id and s.id = send_ranges.send_id)');
call restrict_table('events', '{select,update,delete}',
  'case when send_id is not null then exists (select from sends s where s.account_id = events.account_id and s.id = events.send_id)
     else exists (select from contacts c where c.account_id = events.account_id and c.id = events.contact_id)
       and (list_id is null or exists (select from lists l where l.account_id = events.account_id and l.id = events.list_id)) end');
-- Whole mails to anybody.
call restrict_table('sandbox_messages', '{select,update,delete}', 'false');

drop procedure restrict_table;
